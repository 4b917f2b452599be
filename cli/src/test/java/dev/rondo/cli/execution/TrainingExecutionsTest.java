package dev.rondo.cli.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.execution.Watch.Seen;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.operations.execution.Execution;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.settings.RawSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TrainingExecutionsTest {

  private final TestJob job = TestJob.created("rounds", "5", "target_accuracy", "0.9");
  private final FakeStack stack = new FakeStack(job.memory);
  private final Run run = Run.on(stack.stack(), TestJob.ID);
  private final Executions executions = new Executions(run, stack.stack(), () -> TestJob.START);

  /** A goal of these settings, given as name and value in turn. */
  private static Goal goal(String... settings) {
    RawSettings given = RawSettings.empty();
    for (int i = 0; i < settings.length; i += 2) {
      given = given.with(settings[i], settings[i + 1], "test");
    }
    return new Goal(JobFields.SCHEMA.resolve(given));
  }

  private Execution start() {
    return executions.startTraining(goal());
  }

  @Test
  void theJobDefinesLastRoundAndTarget() {
    start();

    assertThat(stack.trainings().only().input())
        .hasToString(
            "{\"job\":\"one-hot\",\"first_round\":1,\"last_round\":5,\"target_accuracy\":0.9}");
    assertThat(stack.trainings().only().name()).startsWith("one-hot-train-1-");
  }

  @Test
  void optionsOfTheCommandAreStoredInTheJob() {
    executions.startTraining(goal("rounds", "9", "target_accuracy", "0.5"));

    assertThat(run.config().rounds()).isEqualTo(9);
    assertThat(run.config().targetAccuracy()).isEqualTo(0.5);
    assertThat(stack.trainings().only().input().get("last_round").asInt()).isEqualTo(9);
  }

  @Test
  void anotherMetricCanBeTheTarget() {
    executions.startTraining(goal("target_metric", "loss", "target_value", "0.2"));

    assertThat(run.config().target().orElseThrow().words()).isEqualTo("a loss of 0.2 or less");
    assertThat(stack.trainings().only().input())
        .hasToString(
            "{\"job\":\"one-hot\",\"first_round\":1,\"last_round\":5,\"target_accuracy\":0.0,"
                + "\"target_metric\":\"loss\",\"target_value\":0.2,\"target_smaller\":true}");
  }

  @Test
  void aVersionThatHasReachedTheTargetIsNotTrained() {
    run(1);

    assertThatThrownBy(
            () ->
                executions.startTraining(
                    goal("rounds", "9", "target_metric", "loss", "target_value", "0.3")))
        .hasMessageContaining("has reached the target, a loss of 0.3 or less");
  }

  @Test
  void aRoundThatOnlyMeasuresIsStartedWithItsVersion() {
    executions.startRound(OptionalInt.empty(), TrainingOverrides.evaluate(OptionalInt.of(0)));

    assertThat(stack.rounds().only().input())
        .hasToString("{\"job\":\"one-hot\",\"round\":1,\"task\":\"evaluate\",\"version\":0}");
  }

  @Test
  void aSecondTrainingIsRefused() {
    start();

    assertThatThrownBy(this::start)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is already training (execution one-hot-train-1-");
  }

  @Test
  void aRoundThatIsRunByHandIsWaitedFor() {
    executions.startRound(OptionalInt.empty(), TrainingOverrides.none());

    assertThatThrownBy(this::start)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Round 1 of job one-hot is already running");
  }

  @Test
  void aJobThatIsThroughIsNotTrained() {
    run(1);

    assertThatThrownBy(() -> executions.startTraining(goal("rounds", "1")))
        .hasMessageContaining("has completed all of its 1 rounds");
    assertThatThrownBy(
            () -> executions.startTraining(goal("rounds", "9", "target_accuracy", "0.7")))
        .hasMessageContaining("has reached the target: its test accuracy is 75.00 %");
  }

  @Test
  void stoppingEndsTheRoundToo() {
    Execution started = start();
    String round = stack.rounds().started("one-hot-1-u", "{\"job\":\"one-hot\",\"round\":1}");
    job.open(1, round);

    Executions.Stopped stopped = executions.stopTraining();

    assertThat(stopped.training().arn()).isEqualTo(started.arn());
    assertThat(stopped.round().map(Execution::arn)).contains(round);
    assertThat(stack.trainings().running()).isEmpty();
    assertThat(stack.rounds().running()).isEmpty();
  }

  @Test
  void watchingFollowsATrainingThatContinuesAsAnother() throws InterruptedException {
    String first = start().arn();
    Deque<Runnable> world = new ArrayDeque<>();
    world.add(() -> run(1));
    world.add(
        () -> {
          String next = stack.trainings().started("one-hot-from-2-u", "{\"job\":\"one-hot\"}");
          stack.trainings().succeed(first, "{\"continued_as\":\"" + next + "\"}");
        });
    world.add(() -> run(2));
    world.add(
        () ->
            stack
                .trainings()
                .succeed(executions.runningTraining().orElseThrow().arn(), "{\"last_round\":2}"));
    StringWriter printed = new StringWriter();
    Screen screen = new Screen(new PrintWriter(printed, true), new Terminal(false, false), false);

    Seen seen =
        new Watch(run, stack.stack(), screen, () -> TestJob.START, () -> world.remove().run())
            .training(stack.trainings().describe(first).orElseThrow(), 1);

    assertThat(seen.execution().name()).isEqualTo("one-hot-from-2-u");
    assertThat(seen.rounds()).extracting(result -> result.round()).containsExactly(1, 2);
    assertThat(printed.toString().lines().filter(line -> line.endsWith("0.00"))).hasSize(2);
  }

  @Test
  void theLastTrainingIsShownWhenNoneIsRunning() {
    String first = start().arn();
    stack.trainings().fail(first, "RoundFailed", "round 1: broken");
    stack.trainings().started("other-train-1-x", "{\"job\":\"other\"}");

    assertThat(executions.runningTraining()).isEmpty();
    assertThat(executions.latestTraining().map(Execution::arn)).contains(first);
  }

  private void run(int round) {
    job.open(round);
    for (int client : List.of(0, 1, 2, 3)) {
      job.fold(job.upload(round, client));
    }
    job.aggregate(round);
    job.evaluate(round);
    job.close(round);
  }
}
