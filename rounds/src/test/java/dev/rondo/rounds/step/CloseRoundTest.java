package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.SeatVerdict;
import dev.rondo.rounds.cost.CountingStore;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Placement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The last steps, Evaluate and CloseRound; and the very first, InitializeJob. */
class CloseRoundTest {

  private final TestJob job = TestJob.created();

  @Test
  void acceptedLateAndDroppedAddUpToTheSeats() {
    job.open(1);
    job.upload(1, 0);
    job.fold(job.upload(1, 1));
    job.aggregate(1);
    job.fold(job.upload(1, 3)); // late, and its event came
    job.upload(1, 4); // late, and its event did not
    job.upload(1, UpdateFile.CLIENT, new byte[3]); // bad, and its event did not come

    RoundResult result = job.close(1);

    assertThat(List.of(result.accepted(), result.late(), result.rejected(), result.dropped()))
        .containsExactly(2, 2, 1, 2);
    assertThat(result.seats()).isEqualTo(6);
    assertThat(job.exists(ObjectKeys.rejected(TestJob.ID, 1, "c2"))).isTrue();
  }

  @Test
  void aClosedRoundStaysAsItIs() {
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);
    RoundResult result = job.close(1);
    job.upload(1, 2);
    job.now = job.now.plusSeconds(5);

    assertThat(job.close(1)).isEqualTo(result);
  }

  @Test
  void theResultHoldsTheEvaluation() {
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);
    Evaluation evaluation = job.evaluate(1);

    RoundResult result = job.close(1);
    assertThat(evaluation.accuracy()).hasValue(0.75);
    assertThat(result.testAccuracy()).hasValue(0.75);
    assertThat(result.testLoss()).hasValue(0.25);
  }

  @Test
  void aVersionIsEvaluatedOnce() {
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);
    Evaluation first = job.evaluate(1);

    Evaluate another =
        new Evaluate(
            job.store,
            (model, parameters) -> {
              throw new IllegalStateException("not needed");
            });
    assertThat(another.run(TestJob.request(1))).isEqualTo(first);
  }

  @Test
  void aRoundWhoseLossIsNotANumberClosesAndSaysThatTheTrainingDiverged() {
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);
    new Evaluate(
            job.store,
            (model, parameters) -> Evaluation.of(1, Double.NaN, 0.1, List.of(Double.NaN)))
        .run(TestJob.request(1));

    RoundResult result = job.close(1);
    assertThat(result.status()).isEqualTo(RoundResult.Status.COMMITTED);
    assertThat(result.testLoss()).isEmpty();
    assertThat(result.testAccuracy()).hasValue(0.1);
    assertThat(result.evaluationError().orElseThrow())
        .startsWith("The loss of the version is not finite: the training has diverged.");
    assertThat(job.close(1)).isEqualTo(result);
  }

  @Test
  void aRoundWhoseEvaluationFailedClosesWithTheReason() {
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);

    RoundResult result =
        new CloseRound(job.store, () -> job.now)
            .run(TestJob.request(1), Optional.of("no test set"));
    assertThat(result.status()).isEqualTo(RoundResult.Status.COMMITTED);
    assertThat(result.evaluationError()).contains("no test set");
    assertThat(result.testAccuracy()).isEmpty();
  }

  @Test
  void aRoundThatNobodyEvaluatedSaysSo() {
    TestJob evaluated = TestJob.created("evaluate_every", "1");
    evaluated.open(1);
    evaluated.upload(1, 0);
    evaluated.upload(1, 1);
    evaluated.aggregate(1);

    assertThat(evaluated.close(1).evaluationError())
        .contains("The execution of the round ended before the evaluation");
  }

  @Test
  void creatingAJobAgainChangesNothing() {
    MemoryStore store = new MemoryStore();
    JobConfig config = TestJob.config();
    InitializeJob initialize = new InitializeJob(store);
    assertThat(initialize.existing(TestJob.ID)).isEmpty();
    float[] parameters = {1, 2, 3, 4, 5, 6};
    initialize.run(config, TestJob.LAYOUT, parameters, TestJob.START);
    var before = store.list("");
    initialize.run(config, TestJob.LAYOUT, parameters, TestJob.START.plusSeconds(9));

    assertThat(store.list("")).isEqualTo(before);
    assertThat(initialize.existing(TestJob.ID)).contains(config);
  }

  @Test
  void aJobIsThereOnlyOnceAllOfItIs() {
    MemoryStore store = new MemoryStore();
    for (int call = 1; call <= 8; call++) {
      int at = call;
      var faulty =
          new dev.rondo.protocol.testing.FaultyStore(
              store, n -> n == at, dev.rondo.protocol.testing.FaultyStore.Moment.BEFORE);
      try {
        new InitializeJob(faulty)
            .run(TestJob.config(), TestJob.LAYOUT, new float[6], TestJob.START);
      } catch (dev.rondo.protocol.store.StoreException e) {
        assertThat(store.head(ObjectKeys.job(TestJob.ID))).isEmpty();
      }
    }
    assertThat(store.head(ObjectKeys.job(TestJob.ID))).isPresent();
    assertThat(store.head(ObjectKeys.latest(TestJob.ID))).isPresent();
  }

  @Test
  void anInitialModelThatWasBegunWithOtherNumbersIsNotTakenForThisOne() {
    MemoryStore store = new MemoryStore();
    InitializeJob initialize = new InitializeJob(store);
    initialize.run(TestJob.config(), TestJob.LAYOUT, new float[6], TestJob.START);
    float[] other = {1, 0, 0, 0, 0, 0};

    assertThatThrownBy(() -> initialize.run(TestJob.config(), TestJob.LAYOUT, other, TestJob.START))
        .hasMessageContaining("different initial model");
  }

  @Test
  void aDecidedRoundWithoutAVersionIsNotClosed() {
    TestJob decided = TestJob.created();
    decided.parts = 2;
    decided.open(1);
    decided.fold(decided.upload(1, 0), decided.upload(1, 1));
    decided.aggregate(1);

    assertThatThrownBy(() -> decided.close(1))
        .hasMessage(
            "Cannot close round 1 of job one-hot: it is neither committed nor abandoned. To"
                + " aggregate it: rondo round start. To abandon it: rondo round abandon 1");
    assertThat(decided.exists(ObjectKeys.result(TestJob.ID, 1))).isFalse();
  }

  /** An abandoned round of so many valid updates, and one file that nobody has read. */
  private static TestJob abandonedWith(int verdicts) {
    String seats = Integer.toString(verdicts + 1);
    TestJob round = TestJob.created("clients", seats, "quorum", seats);
    round.open(1);
    for (int seat = 0; seat < verdicts; seat++) {
      String client = TestJob.client(seat);
      Contributor valid =
          new Contributor(client, seat, "tag", 1, 1, 0.5, 1, Optional.of(Placement.inOrder(88)));
      new Documents(round.memory)
          .write(ObjectKeys.verdict(TestJob.ID, 1, seat), new SeatVerdict(valid, Optional.empty()));
      round.memory.put(ObjectKeys.update(TestJob.ID, 1, client), Content.of(new byte[1]));
    }
    round.upload(1, verdicts, new byte[3]);
    new AbandonRound(round.store, round.signal)
        .run(TestJob.request(1), new Abandonment(Abandonment.By.OPERATOR, "test"));
    return round;
  }

  @Test
  void anUnreadUpdateIsFoundAmongAsManyVerdictsAsTheStepCanRead() {
    RoundResult result = abandonedWith(10_000).close(1);

    assertThat(result.late()).isEqualTo(10_000);
    assertThat(result.rejected()).isEqualTo(1);
  }

  @Test
  void amongMoreVerdictsItStaysUnreadAndIsRejectedForItsSize() {
    TestJob round = abandonedWith(10_001);
    CountingStore counting = new CountingStore(round.memory);

    RoundResult result = round.through(counting).close(1);

    assertThat(result.late()).isEqualTo(10_001);
    assertThat(result.rejected()).isEqualTo(1);
    assertThat(counting.take(0).gets()).isLessThan(10);
  }
}
