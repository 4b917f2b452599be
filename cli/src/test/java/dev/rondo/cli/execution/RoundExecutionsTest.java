package dev.rondo.cli.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.operations.execution.Execution;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.testing.TestJob;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RoundExecutionsTest {

  private final TestJob job = TestJob.created();
  private final FakeStack stack = new FakeStack(job.memory);
  private final Run run = Run.on(stack.stack(), TestJob.ID);
  private final Executions executions = new Executions(run, stack.stack(), () -> TestJob.START);

  private Execution start() {
    return executions.startRound(OptionalInt.empty(), TrainingOverrides.none());
  }

  private static int round(Execution started) {
    return started.input().get("round").asInt();
  }

  @Test
  void theNextRoundIsStarted() {
    Execution first = start();

    assertThat(round(first)).isEqualTo(1);
    assertThat(stack.rounds().only().name()).startsWith("one-hot-1-");
    assertThat(stack.rounds().only().input()).hasToString("{\"job\":\"one-hot\",\"round\":1}");
  }

  @Test
  void whatTheRoundDoesOtherwiseGoesIntoItsInput() {
    executions.startRound(
        OptionalInt.of(1), new TrainingOverrides(OptionalInt.of(5), OptionalDouble.of(0.05)));

    assertThat(stack.rounds().only().input())
        .hasToString("{\"job\":\"one-hot\",\"round\":1,\"epochs\":5,\"learning_rate\":0.05}");
  }

  @Test
  void anotherRoundThanTheNextIsRefused() {
    assertThatThrownBy(() -> executions.startRound(OptionalInt.of(3), TrainingOverrides.none()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Round 1 of job one-hot is next. Round 3 cannot be started");
    assertThat(stack.rounds().newest(9)).isEmpty();
  }

  @Test
  void aRoundThatWasStartedAndHasNotOpenedYetIsRunning() {
    start();

    assertThatThrownBy(this::start)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Round 1 of job one-hot is already running");
  }

  @Test
  void anotherJobWithTheSameBeginningIsNotInTheWay() {
    stack.rounds().started("one-hot-more-1-x", "{\"job\":\"one-hot-more\",\"round\":1}");

    assertThat(round(start())).isEqualTo(1);
  }

  @Test
  void anInterruptedRoundIsGoneOnWith() {
    String execution = start().arn();
    job.open(1, execution);
    stack.rounds().stop(execution, "test");

    assertThat(round(start())).isEqualTo(1);
  }

  @Test
  void aRoundThatIsCommittedAndNotClosedComesBeforeTheNext() {
    job.open(1);
    for (int client = 0; client < 4; client++) {
      job.fold(job.upload(1, client));
    }
    job.aggregate(1);

    assertThat(job.latest().throughRound()).isEqualTo(1);
    assertThat(Position.of(run)).isEqualTo(new Position(1, 1, true));
    job.close(1);
    assertThat(Position.of(run)).isEqualTo(new Position(1, 2, false));
  }

  @Test
  void anExecutionThatFailedBeforeItOpenedTheRoundIsReported() {
    String execution = start().arn();
    stack.rounds().fail(execution, "Broken", "no bucket");

    assertThat(executions.round(1).map(Execution::ending)).contains("failed: Broken: no bucket");
    assertThat(executions.round(2)).isEmpty();
  }

  @Test
  void stoppingEndsTheExecutionAndKeepsTheUpdates() {
    String execution = start().arn();
    job.open(1, execution);
    job.upload(1, 0);

    assertThat(executions.stopRound(1).arn()).isEqualTo(execution);
    assertThat(stack.rounds().running()).isEmpty();
    assertThat(job.exists(ObjectKeys.update(TestJob.ID, 1, TestJob.client(0)))).isTrue();
    assertThatThrownBy(() -> executions.stopRound(1)).hasMessageContaining("is not running");
  }
}
