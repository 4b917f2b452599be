package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.operations.account.Account;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.stack.Stack;
import dev.rondo.operations.stack.Stacks;
import dev.rondo.rounds.testing.TestJob;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of an exception. */
class RondoTest {

  private static final String DEFECT = "This is a defect in Rondo.";

  @TempDir private Path folder;

  @Test
  void anUnexpectedExceptionIsADefect() {
    Said answer = Said.by(new BrokenStacks(), "job", "list", "--stack", "a");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith(DEFECT + " Please report it as CONTRIBUTING.md describes")
        .contains("java.lang.IllegalArgumentException: no such thing", "at dev.rondo.cli.");
  }

  @Test
  void badInputIsOneSentence() {
    isBadInput("simulate", "--out", folder, "--model", "no-such-model");
    isBadInput("simulate", "--out", folder, "--threads", "0");
    isBadInput("simulate", "--out", folder, "--clients", "100000", "--split", "shards:100000");
    isBadInput("data", "split", "--out", folder.resolve("a"), "--split", "letters");
    isBadInput("data", "split", "--out", folder.resolve("b"), "--split", "labels:0");
    isBadInput("data", "split", "--out", folder.resolve("c"), "--clients", "1000000");
    isBadInput("round", "start", "--epochs", "0");
    isBadInput("model", "rollback", "7");
  }

  @Test
  void helpGoesDownToTheCommand() {
    assertThat(say("help", "round", "start").out())
        .startsWith("Usage: rondo round start")
        .isEqualTo(say("round", "start", "--help").out());
    assertThat(say("help").out()).isEqualTo(say("--help").out());
    assertThat(say("help", "round", "strat"))
        .isEqualTo(
            new Said(
                2,
                "",
                """
                Unknown command "strat". Did you mean "start"?
                For help: rondo round --help
                """));
  }

  private static Said say(Object... words) {
    return Said.by(new FakeStacks(new FakeStack(TestJob.created().memory)), words);
  }

  private static void isBadInput(Object... words) {
    Said answer = say(words);

    assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
    assertThat(answer.err()).isNotEmpty().doesNotContain(DEFECT, "\tat ");
  }

  /** Stacks with a bug. */
  private static final class BrokenStacks implements Stacks {

    @Override
    public Optional<String> fromEnvironment() {
      return Optional.empty();
    }

    @Override
    public Stack open(String name) {
      throw new IllegalArgumentException("no such thing");
    }

    @Override
    public Account account() {
      throw new IllegalArgumentException("no such thing");
    }

    @Override
    public Fleet openClients(Optional<String> name) {
      throw new IllegalArgumentException("no such thing");
    }
  }
}
