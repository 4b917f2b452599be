package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.protocol.training.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerPoolTest {

  private static final float[] BASE = {1, 1, 1, 1, 1};
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private TrainerPool pool(String behaviour) {
    return new TrainerPool(FakeTrainer.settings(behaviour), folder, 1);
  }

  private static TrainTask task() {
    return task(3, 77);
  }

  private static TrainTask task(int round, long seed) {
    return task(round, seed, RoundTask.TRAIN, false);
  }

  private static TrainTask task(int round, long seed, RoundTask task, boolean clientEvaluation) {
    Plan plan =
        new Plan(
            "digits",
            round,
            round - 1,
            "jobs/digits/models/2",
            "init.safetensors",
            "none",
            FakeTrainer.LAYOUT,
            NOW,
            NOW.plusSeconds(600),
            2,
            2,
            1,
            AggregationRule.WEIGHTED,
            TrainingSettings.sgd(1, 10, 0.1),
            TrainerConfig.NONE,
            Encoding.F32,
            0,
            0,
            Admission.open(),
            0,
            0,
            true,
            task,
            clientEvaluation,
            Optional.empty(),
            Optional.empty(),
            "00");
    return new TrainTask(
        plan, "client-00003", Optional.of(new TrainTask.Partition(3, 10)), Optional.empty(), seed);
  }

  private static Trained train(TrainerPool pool) {
    return pool.train(task(), BASE, new Cancellation());
  }

  /** The Python package is tested with the same lines. */
  @Test
  void requestsAreThoseOfThePublishedTranscript() {
    Path transcript =
        Path.of(System.getProperty("rondo.home"), "python/tests/transcripts/training.txt");
    TrainerSettings settings = TrainerSettings.of(TranscriptTrainer.command(transcript));
    try (TrainerPool pool = new TrainerPool(settings, folder, 1)) {
      Trained trained = pool.train(task(1, 4_503_599_627_370_497L << 11), BASE, new Cancellation());
      Evaluated evaluated = pool.evaluate(task(1, 0).plan(), BASE, Optional.empty());

      assertThat(pool.name()).isEqualTo("train.py");
      assertThat(trained.result().examples()).isEqualTo(120);
      assertThat(trained.metrics()).isEqualTo(Map.of("accuracy", 0.5));
      assertThat(evaluated).isEqualTo(new Evaluated(360, Map.of("loss", 0.5, "accuracy", 0.875)));
    }
  }

  @Test
  void theUpdateIsTheDifferenceBetweenTheNewWeightsAndTheBase() {
    try (TrainerPool pool = pool("well")) {
      Trained trained = train(pool);

      assertThat(trained.result().delta()).containsExactly(0, 1, 2, 3, 4);
      assertThat(trained.result().examples()).isEqualTo(7);
      assertThat(trained.result().trainLoss()).hasValue(0.5);
      assertThat(trained.metrics()).isEqualTo(Map.of("auc", 0.75));
      assertThat(pool.can("evaluate")).isTrue();
      assertThat(pool.can("initialize")).isFalse();
    }
  }

  @Test
  void aTrainerMayAnswerWithTheDifferenceItself() {
    try (TrainerPool pool = pool("difference")) {
      assertThat(train(pool).result().delta()).containsExactly(1, 2, 3, 4, 5);
    }
  }

  @Test
  void aTrainerNeedNotTellItsLoss() {
    try (TrainerPool pool = pool("no-loss")) {
      assertThat(train(pool).result().trainLoss()).isEmpty();
    }
  }

  @Test
  void tensorsAreFoundByTheirNames() {
    try (TrainerPool pool = pool("other-order")) {
      assertThat(train(pool).result().delta()).containsExactly(0, 1, 2, 3, 4);
    }
  }

  @Test
  void anEvaluationHasTheTrainersMetrics() {
    try (TrainerPool pool = pool("well")) {
      Evaluated evaluated = pool.evaluate(task(3, 0).plan(), BASE, Optional.empty());

      assertThat(evaluated).isEqualTo(new Evaluated(11, Map.of("accuracy", 0.25)));
    }
  }

  @Test
  void anEvaluationWithoutLossAndAccuracyIsRefused() {
    try (TrainerPool pool = pool("no-loss")) {
      assertThatThrownBy(() -> pool.evaluate(task(3, 0).plan(), BASE, Optional.empty()))
          .isInstanceOf(TrainerException.class)
          .hasMessageContaining("its evaluation has neither loss nor accuracy");
    }
  }

  @Test
  void theBaseVersionIsMeasuredIfThePlanWantsThat() {
    try (TrainerPool pool = pool("measures")) {
      TrainTask wanted = task(3, 77, RoundTask.TRAIN, true);
      Trained trained = pool.train(wanted, BASE, new Cancellation());

      assertThat(trained.result().delta()).containsExactly(0, 1, 2, 3, 4);
      assertThat(trained.result().measured())
          .contains(new Measurement(9, Map.of("auc", 0.75, "loss", Double.NaN)));
      assertThat(train(pool).result().measured()).isEmpty();
    }
  }

  @Test
  void metricsWithoutTheirExamplesAreOfNoVersion() {
    try (TrainerPool pool = pool("well")) {
      assertThat(train(pool).result().measured()).isEmpty();
    }
  }

  @Test
  void aClientOnlyMeasuresIfThatIsTheTaskOfThePlan() {
    try (TrainerPool pool = pool("well")) {
      Trained trained = pool.train(task(3, 77, RoundTask.EVALUATE, true), BASE, new Cancellation());

      assertThat(trained.result().delta()).isEmpty();
      assertThat(trained.result().measured())
          .contains(new Measurement(11, Map.of("accuracy", 0.25)));
      assertThat(trained.result().examples()).isEqualTo(11);
    }
  }

  /** The process stays in use. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fails | ValueError: no data",
        "nan | tensor w contains NaN",
        "no-file | its file cannot be read: java.nio.file.NoSuchFileException",
        "torn-file | its file is no safetensors file",
        "lacks-tensor | its file lacks the tensor b",
        "more-tensors | its file has the tensor c, which the model does not have",
        "other-shape | tensor w must have the shape [2, 2], but has [4]",
        "other-dtype | tensor b is C64, which is no type of real numbers",
        "odd-content | its content must be weights or difference, but is gradients",
        "no-examples | its examples must be a whole number from 1 to 1000000000, but are 0",
        "odd-loss | its loss must be a finite number, but is \"low\"",
        "metrics-of-none | its metrics_examples must be a whole number from 1",
        "metric-name | a metric's name must match",
        "metric-text | its metric auc must be a finite number, but is \"high\""
      })
  void anAnswerThatCannotBeUsedCostsOneTurn(String behaviour, String cause) {
    try (TrainerPool pool = pool(behaviour)) {
      String first = pool.name();
      for (int turn = 0; turn < 2; turn++) {
        assertThatThrownBy(() -> train(pool))
            .isInstanceOf(TrainerException.class)
            .hasMessageContaining(cause)
            .hasMessageContaining("\n  training client-00003");
      }
      assertThat(pool.processes()).as("the process of %s", first).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crash | it exited (exit code 3)",
        "chatter | it wrote a line to its standard output that is no message: epoch 1 of 10",
        "flood | a line has more than 1048576 bytes"
      })
  void aProcessThatBreaksTheProtocolIsEndedAndAnotherOneIsStarted(String behaviour, String cause) {
    try (TrainerPool pool = pool(behaviour)) {
      for (int turn = 0; turn < 2; turn++) {
        assertThatThrownBy(() -> train(pool))
            .isInstanceOf(TrainerException.class)
            .hasMessageContaining(cause);
      }
      assertThat(pool.processes()).isEqualTo(2);
    }
  }

  @Test
  void theLastLinesOfTheLogAreShownWithoutControlCharacters() {
    try (TrainerPool pool = pool("crash")) {
      assertThatThrownBy(() -> train(pool))
          .hasMessageEndingWith("\n  training client-00003\n  Traceback: out of  [31mideas");
    }
  }

  @Test
  void afterACrashTheNextClientTrains() {
    try (TrainerPool pool = pool("crash-once")) {
      assertThatThrownBy(() -> train(pool)).isInstanceOf(TrainerException.class);
      assertThat(train(pool).result().examples()).isEqualTo(7);
    }
  }

  @Test
  void aLogOfAnyLengthIsRead() {
    try (TrainerPool pool = pool("log-flood")) {
      assertThat(train(pool).result().examples()).isEqualTo(7);
    }
  }

  @Test
  void messagesOfOtherRequestsAreIgnored() {
    try (TrainerPool pool = pool("stranger")) {
      assertThat(train(pool).result().examples()).isEqualTo(7);
    }
  }

  @Test
  void aTrainerThatHangsIsEnded() {
    TrainerSettings settings = FakeTrainer.settings("hang").withSilence(Duration.ofSeconds(1));
    try (TrainerPool pool = new TrainerPool(settings, folder, 1)) {
      assertThatThrownBy(() -> train(pool))
          .hasMessageContaining("it gave no answer to train and no progress for 1 s");
    }
  }

  /** It trains for six seconds and is allowed four of silence. */
  @Test
  void progressShowsThatATrainerDoesNotHang() {
    TrainerSettings settings = FakeTrainer.settings("progress").withSilence(Duration.ofSeconds(4));
    try (TrainerPool pool = new TrainerPool(settings, folder, 1)) {
      assertThat(train(pool).result().examples()).isEqualTo(7);
    }
  }

  @Test
  void aCancelledRequestEndsAndItsProcessStaysInUse() {
    try (TrainerPool pool = pool("cancelled")) {
      Cancellation cancellation = new Cancellation();
      cancellation.cancel();
      assertThatThrownBy(() -> pool.train(task(), BASE, cancellation))
          .isInstanceOf(CancelledException.class);
      assertThat(pool.processes()).isOne();
    }
  }

  @Test
  void aPoolThatIsClosedStartsNoProcess() {
    TrainerPool pool = pool("well");
    pool.close();

    assertThatThrownBy(() -> train(pool)).isInstanceOf(CancelledException.class);
    assertThat(folder).isEmptyDirectory();
    pool.close();
  }

  /** Also one that works on and says so. */
  @ParameterizedTest
  @ValueSource(strings = {"hang", "busy"})
  void aTrainerThatIgnoresACancellationIsEnded(String behaviour) {
    TrainerSettings slow = FakeTrainer.settings(behaviour);
    TrainerSettings settings =
        new TrainerSettings(
            slow.command(),
            Map.of(),
            slow.start(),
            slow.silence(),
            Duration.ofSeconds(1),
            OptionalLong.empty());
    try (TrainerPool pool = new TrainerPool(settings, folder, 1)) {
      Cancellation cancellation = new Cancellation();
      cancellation.cancel();
      for (int turn = 0; turn < 2; turn++) {
        assertThatThrownBy(() -> pool.train(task(), BASE, cancellation))
            .isInstanceOf(CancelledException.class);
      }
      assertThat(pool.processes()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo hello | it wrote a line to its standard output that is no message: hello",
        "no-such-command-anywhere | the command cannot be run (exit code 127)",
        "echo oops >&2; exit 1 | it exited (exit code 1)"
      })
  void aTrainerThatDoesNotStartIsToldAtOnce(String command, String cause) {
    assertThatThrownBy(() -> new TrainerPool(TrainerSettings.of(command), folder, 1))
        .isInstanceOf(TrainerStartException.class)
        .hasMessageStartingWith("Cannot use \"" + command + "\" as a trainer.")
        .hasMessageContaining(cause);
  }

  @Test
  void aTrainerOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> pool("future"))
        .isInstanceOf(TrainerStartException.class)
        .hasMessageContaining("its version of the trainer protocol must be 1, but is 2");
  }

  @Test
  void aProcessIsUsedAgainBeforeAnotherOneIsStarted() {
    try (TrainerPool pool = new TrainerPool(FakeTrainer.settings("well"), folder, 4)) {
      for (int turn = 0; turn < 6; turn++) {
        assertThat(train(pool).result().examples()).isEqualTo(7);
      }
      assertThat(pool.processes()).isOne();
    }
  }

  @Test
  void progressMayComeInAnyNumber() {
    try (TrainerPool pool = pool("progress-flood")) {
      assertThat(train(pool).result().examples()).isEqualTo(7);
    }
  }

  @Test
  void aTrainerThatClosesItsStandardOutputIsEnded() {
    try (TrainerPool pool = pool("closes-output")) {
      assertThatThrownBy(() -> train(pool))
          .hasMessageContaining("it has closed its standard output");
    }
  }

  /** The first answer cannot be used, and the second one comes without a file. */
  @Test
  void aFileOfAnEarlierRequestNeverCounts() {
    try (TrainerPool pool = pool("late-file")) {
      assertThatThrownBy(() -> train(pool)).hasMessageContaining("its examples must be");
      assertThatThrownBy(() -> train(pool)).hasMessageContaining("its file cannot be read");
    }
  }

  @Test
  void aLinkInTheTrainersFolderIsNotFollowed(@TempDir Path data) throws IOException {
    Files.writeString(data.resolve("precious"), "data");
    TrainerSettings well = FakeTrainer.settings("link");
    TrainerSettings settings =
        new TrainerSettings(
            well.command(),
            Map.of("FAKE_TRAINER_DATA", data.toString()),
            well.start(),
            well.silence(),
            well.cancel(),
            OptionalLong.empty());
    try (TrainerPool pool = new TrainerPool(settings, folder, 1)) {
      assertThat(train(pool).result().examples()).isEqualTo(7);
    }

    assertThat(data.resolve("precious")).exists();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void nothingIsLeftWhenThePoolIsClosed() throws IOException {
    TrainerPool pool = pool("does-not-exit");
    Trained unused = train(pool);
    long pid = Long.parseLong(pool.name().replace("fake ", ""));
    pool.close();

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
