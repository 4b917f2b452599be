package dev.rondo.cli.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.execution.Watch.Seen;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.operations.execution.Execution;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.testing.TestJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TrainingExecutionsTest {

  private final TestJob job = TestJob.created("rounds", "5", "target_accuracy", "0.9");
  private final FakeStack stack = new FakeStack(job.memory);
  private final Run run = Run.on(stack.stack(), TestJob.ID);
  private final Executions executions = new Executions(run, stack.stack(), () -> TestJob.START);

  private Execution start() {
    return executions.startTraining(Optional.empty(), Optional.empty());
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
    executions.startTraining(Optional.of(9), Optional.of(0.5));

    assertThat(run.config().rounds()).isEqualTo(9);
    assertThat(run.config().targetAccuracy()).isEqualTo(0.5);
    assertThat(stack.trainings().only().input().get("last_round").asInt()).isEqualTo(9);
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

    assertThatThrownBy(() -> executions.startTraining(Optional.of(1), Optional.empty()))
        .hasMessageContaining("has completed all of its 1 rounds");
    assertThatThrownBy(() -> executions.startTraining(Optional.of(9), Optional.of(0.7)))
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
