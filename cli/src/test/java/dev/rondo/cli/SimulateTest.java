package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.rounds.testing.TestJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** What {@code rondo simulate} says of how a job ended. */
class SimulateTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeData() throws IOException {
    StringBuilder text = new StringBuilder("label,x,y\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 3).append(',').append(2 * (i % 3)).append(',').append(i % 7).append('\n');
    }
    Files.writeString(folder.resolve("points.csv"), text);
  }

  private static FakeStacks stacks() {
    return new FakeStacks(new FakeStack(TestJob.created().memory));
  }

  private Said simulate(Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("simulate", "--dataset", folder.resolve("points.csv")));
    words.addAll(List.of("--job", "tiny", "--clients", 6, "--fraction", 0.5));
    words.addAll(List.of("--out", folder.resolve("runs")));
    words.addAll(List.of(more));
    return Said.by(stacks(), words.toArray());
  }

  @Test
  void ifEveryRoundWasAbandonedTheCommandFailsAndSaysWhatToChange() {
    Object[] hopeless = {"--drop-out", 1, "--rounds", 2};
    String reason =
        "Cannot train job tiny: every round was abandoned. In round 2, 0 of 3 updates were accepted"
            + " by the deadline, and the minimum is 2. Lower --drop-out, or raise"
            + " --deadline-seconds, or lower --minimum, and add --restart.\n";

    Said first = simulate(hopeless);
    Said again = simulate(hopeless);

    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.err()).isEqualTo(reason);
    assertThat(first.out())
        .contains("No round made a version of the model.", "rounds.csv")
        .doesNotContain("Next:");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).isEqualTo(reason);
    assertThat(again.out()).contains("All 2 rounds have already ended.");
  }

  @Test
  void ifAllUpdatesWereRejectedMoreTimeIsNotTheAdvice() {
    Said said = simulate("--max-update-norm", 0.000001, "--rounds", 1);

    assertThat(said.err())
        .contains(
            " Raise --max-update-norm or lower --learning-rate, or lower --minimum, and add"
                + " --restart.");
  }

  @Test
  void theJsonOfAJobThatLearnedNothingIsStillPrinted() {
    Said said = simulate("--drop-out", 1, "--rounds", 1, "--json");

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.json().get("version").asInt()).isZero();
    assertThat(said.err()).startsWith("Cannot train job tiny");
  }

  @Test
  void aJobThatReachedItsTargetIsNotResumed() {
    Object[] easy = {"--target-accuracy", 0.01, "--rounds", 5};
    simulate(easy);

    Said again = simulate(easy);

    assertThat(again.exitCode()).isZero();
    assertThat(again.out())
        .contains("The training has already ended in round 1.", "is reached")
        .doesNotContain("Resuming", "resume");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1025", "-1", "two", "99999999999"})
  void threadsHaveBounds(String threads) {
    Said said = simulate("--threads", threads);

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .startsWith("--threads must be a whole number from 1 to 1024, but is " + threads + "\n");
    assertThat(Said.by(stacks(), "data", "push", "--stack", "a", "--threads", threads).err())
        .isEqualTo(said.err().replace("simulate", "data push"));
  }

  @Test
  void howTheTableWasUnderstoodIsPrintedBeforeTheTraining() throws IOException {
    Files.writeString(folder.resolve("points.csv"), flowers());

    Said said = simulate("--label", "kind", "--scale", "standardize", "--rounds", 1);

    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .containsSubsequence(
            "48 for training, 12 for tests (drawn with seed 1, a fifth of each class)",
            "2: x, y",
            "kind, 3 classes: iris, rose, tulip",
            "standardize",
            "round  accepted");
    assertThat(
            Said.by(stacks(), "evaluate", "--per-class", "--run", folder.resolve("runs/tiny"))
                .out())
        .contains("class iris", "class rose", "class tulip");
  }

  @Test
  void aJobIsReadInItsOwnWayWhenItIsResumed() throws IOException {
    Files.writeString(folder.resolve("points.csv"), flowers());
    simulate("--label", "kind", "--rounds", 1);
    Files.writeString(folder.resolve("points.csv"), flowers().replace("rose", "poppy"));

    Said other = simulate("--label", "kind", "--rounds", 2);
    Said scaled = simulate("--label", "kind", "--rounds", 2, "--scale", "standardize");

    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .contains("has the label \"poppy\", which is none of the job's classes: iris, rose, tulip");
    assertThat(scaled.err()).contains("scale: none -> standardize");
  }

  private static String flowers() {
    StringBuilder text = new StringBuilder("x,y,kind\n");
    for (int i = 0; i < 60; i++) {
      text.append(200 * (i % 3)).append(',').append(i % 7).append(',');
      text.append(List.of("rose", "tulip", "iris").get(i % 3)).append('\n');
    }
    return text.toString();
  }

  @Test
  void aChangedModelOrChangedDataAreNoticedByWhoeverReadsTheRun() throws IOException {
    Path network = Files.writeString(folder.resolve("net.json"), network(Activation.RELU));
    simulate("--model", network, "--rounds", 1);
    Object[] evaluate = {"evaluate", "--run", folder.resolve("runs/tiny")};
    assertThat(Said.by(stacks(), evaluate).err()).isEmpty();

    Files.writeString(network, network(Activation.TANH));
    Said resumed = simulate("--model", network, "--rounds", 2);
    Said evaluated = Said.by(stacks(), evaluate);

    assertThat(resumed.exitCode()).isEqualTo(2);
    assertThat(resumed.err()).contains("the model's configuration differs");
    assertThat(evaluated.exitCode()).isEqualTo(2);
    assertThat(evaluated.err())
        .startsWith("Cannot evaluate job tiny with model ")
        .contains("the model's configuration differs");

    Files.writeString(network, network(Activation.RELU));
    Path data = folder.resolve("points.csv");
    Files.writeString(data, Files.readString(data).replaceFirst("\n0,0,0\n", "\n0,0,9\n"));
    assertThat(simulate("--model", network, "--rounds", 2).err()).contains("data differ");
    assertThat(Said.by(stacks(), evaluate).err()).contains("data differ");
  }

  private static String network(Activation hidden) {
    return new NeuralNetConfiguration.Builder()
        .list(
            new DenseLayer.Builder().nIn(2).nOut(4).activation(hidden).build(),
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nIn(4)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build())
        .build()
        .toJson();
  }
}
