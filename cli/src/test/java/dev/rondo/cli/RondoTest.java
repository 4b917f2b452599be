package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.operations.account.Account;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.stack.HelperStack;
import dev.rondo.operations.stack.Stack;
import dev.rondo.operations.stack.Stacks;
import dev.rondo.rounds.testing.TestJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of an exception. */
class RondoTest {

  private static final String DEFECT = "This is a defect in Rondo.";

  @TempDir private Path folder;

  @Test
  void anUnexpectedExceptionIsADefect() {
    Said answer =
        Said.by(
            new BrokenStacks(new IllegalArgumentException("no such thing")),
            "job",
            "list",
            "--stack",
            "a");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith(DEFECT + " Please report it as CONTRIBUTING.md describes")
        .contains("java.lang.IllegalArgumentException: no such thing", "at dev.rondo.cli.");
  }

  @Test
  void tooLittleMemoryIsOneSentenceAlsoIfAnotherThreadMetIt() {
    for (Throwable failure :
        List.of(
            new OutOfMemoryError("Java heap space"),
            new CompletionException(new OutOfMemoryError("Java heap space")))) {
      Said answer = Said.by(new BrokenStacks(failure), "job", "list", "--stack", "a", "--json");

      assertThat(answer.exitCode()).isEqualTo(1);
      assertThat(answer.out()).isEmpty();
      assertThat(answer.err())
          .startsWith("Cannot finish the command: ")
          .contains("MB of memory is not enough (Java heap space). Use a machine with more")
          .hasLineCount(1);
    }
  }

  @Test
  void tooManyThreadsForTheSystemIsOneSentence() {
    OutOfMemoryError failure = new OutOfMemoryError("unable to create native thread: possibly");

    assertThat(Said.by(new BrokenStacks(failure), "job", "list", "--stack", "a").err())
        .startsWith("Cannot finish the command: the operating system cannot start more threads")
        .contains("Use fewer --threads")
        .hasLineCount(1);
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

    private final Throwable failure;

    BrokenStacks(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public Optional<String> fromEnvironment() {
      return Optional.empty();
    }

    @Override
    public Stack open(String name) {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }

    @Override
    public HelperStack openHelper(String name) {
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
