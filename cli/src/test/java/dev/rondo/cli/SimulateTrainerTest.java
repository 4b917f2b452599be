package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.rounds.testing.TestJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of {@code rondo simulate} that limit a trainer. */
class SimulateTrainerTest {

  /** A shell that holds 40 MB when it is to train. */
  private static final String EATER =
      """
      read -r hello
      echo '{"type":"hello","id":0,"protocol":1,"name":"eater","can":["train"]}'
      read -r train
      eaten=$(head -c 40000000 /dev/zero | tr '\\0' x)
      read -r cancel
      """;

  @TempDir private Path folder;

  private static Said say(Object... words) {
    return Said.by(new FakeStacks(new FakeStack(TestJob.created().memory)), words);
  }

  private Said simulate(Object... more) {
    List<Object> words = new ArrayList<>(List.of("simulate", "--job", "limits"));
    words.addAll(List.of("--out", folder.resolve("runs"), "--evaluate-every", 0));
    words.addAll(List.of(more));
    return say(words.toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "--trainer-timeout, 0, 604800",
    "--trainer-timeout, soon, 604800",
    "--trainer-memory, 0, 100000000",
    "--trainer-memory, 1.5, 100000000",
    "--trainer-memory, 2G, 100000000"
  })
  void limitsHaveBounds(String option, String value, int most) {
    Said said = simulate("--trainer", "python train.py", option, value);

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .isEqualTo(
            "%s must be a whole number from 1 to %s, but is \"%s\".\n"
                .formatted(option, most, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--trainer-timeout", "--trainer-memory"})
  void aLimitNeedsATrainer(String option) {
    assertThat(simulate(option, 100).err()).isEqualTo(option + " needs --trainer or --flower.\n");
  }

  @Test
  void aTrainerThatUsesMoreMemoryThanItsLimitIsEndedAndTheLimitIsReported() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/smaps_rollup")), "the limit is for Linux");
    Path model = folder.resolve("init.safetensors");
    assertThat(say("model", "init", "--out", model).exitCode()).isZero();

    Said said = simulate("--model", model, "--trainer", EATER, "--trainer-memory", 30);

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.err())
        .contains(
            "the training of 10 clients failed in succession",
            "it and the processes that it started used more than 30 MB of memory, its limit");
  }
}
