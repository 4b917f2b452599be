package dev.rondo.cli.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.testing.TestJob;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private final TestJob job = TestJob.created();
  private final FakeStack stack = new FakeStack(job.memory);
  private final Run run = Run.on(stack, TestJob.ID);
  private final Rounds rounds = new Rounds(run, stack.rounds(), () -> TestJob.START);

  @Test
  void theRoundWhoseTurnItIsIsStarted() {
    Rounds.Started first = rounds.start(OptionalInt.empty(), TrainingOverrides.none());

    assertThat(first.round()).isEqualTo(1);
    assertThat(stack.rounds().only().name()).startsWith("one-hot-1-");
    assertThat(stack.rounds().only().input()).hasToString("{\"job\":\"one-hot\",\"round\":1}");
  }

  @Test
  void whatTheRoundDoesOtherwiseGoesIntoItsInput() {
    rounds.start(
        OptionalInt.of(1), new TrainingOverrides(OptionalInt.of(5), OptionalDouble.of(0.05)));

    assertThat(stack.rounds().only().input())
        .hasToString("{\"job\":\"one-hot\",\"round\":1,\"epochs\":5,\"learning_rate\":0.05}");
  }

  @Test
  void anotherRoundThanTheNextIsRefused() {
    assertThatThrownBy(() -> rounds.start(OptionalInt.of(3), TrainingOverrides.none()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("turn of round 1 of job one-hot, not of round 3");
    assertThat(stack.rounds().newest(9)).isEmpty();
  }

  @Test
  void aRoundThatWasStartedAndHasNotOpenedYetIsBeingPlayed() {
    rounds.start(OptionalInt.empty(), TrainingOverrides.none());

    assertThatThrownBy(() -> rounds.start(OptionalInt.empty(), TrainingOverrides.none()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Round 1 of job one-hot is being played");
  }

  @Test
  void anotherJobWithTheSameBeginningIsNotInTheWay() {
    stack.rounds().started("one-hot-more-1-x", "{\"job\":\"one-hot-more\",\"round\":1}");

    assertThat(rounds.start(OptionalInt.empty(), TrainingOverrides.none()).round()).isEqualTo(1);
  }

  @Test
  void anInterruptedRoundIsGoneOnWith() {
    String execution = rounds.start(OptionalInt.empty(), TrainingOverrides.none()).execution();
    job.open(1, execution);
    stack.rounds().stop(execution, "test");

    assertThat(rounds.start(OptionalInt.empty(), TrainingOverrides.none()).round()).isEqualTo(1);
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
  void anExecutionThatFailedBeforeItOpenedTheRoundIsFound() {
    String execution = rounds.start(OptionalInt.empty(), TrainingOverrides.none()).execution();
    stack.rounds().fail(execution, "Broken", "no bucket");

    assertThat(rounds.playing(1).map(Playing::ending)).contains("failed: Broken: no bucket");
    assertThat(rounds.playing(2)).isEmpty();
  }

  @Test
  void stoppingEndsTheExecutionAndKeepsTheUpdates() {
    String execution = rounds.start(OptionalInt.empty(), TrainingOverrides.none()).execution();
    job.open(1, execution);
    job.upload(1, 0);

    assertThat(rounds.stop(1).execution()).isEqualTo(execution);
    assertThat(stack.rounds().running()).isEmpty();
    assertThat(job.exists(ObjectKeys.update(TestJob.ID, 1, TestJob.client(0)))).isTrue();
    assertThatThrownBy(() -> rounds.stop(1)).hasMessageContaining("not being played");
  }
}
