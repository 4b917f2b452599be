package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenRoundTest {

  private final TestJob job =
      TestJob.created(
          "deadline_seconds", "90", "fraction", "0.5", "over_selection", "1.5", "quorum", "3");

  private void runRound(int round) {
    job.open(round);
    job.upload(round, 0);
    job.upload(round, 1);
    job.aggregate(round);
    job.close(round);
  }

  @Test
  void writesThePlanAndPublishesASeatForEachNonceInIt() {
    assertThat(job.open(1)).isEqualTo(new OpenRound.Opened.Open(Duration.ofSeconds(90)));

    Plan plan = job.plan(1);
    assertThat(plan.baseVersion()).isZero();
    assertThat(plan.baseModel()).isEqualTo(job.manifest(0).modelKey());
    assertThat(plan.layout()).isEqualTo(TestJob.LAYOUT);
    assertThat(plan.deadline()).isEqualTo(TestJob.START.plusSeconds(90));
    assertThat(plan.seats()).isEqualTo(5);
    List<Seat> seats = job.queue.published();
    assertThat(seats).extracting(Seat::seat).containsExactly(0, 1, 2, 3, 4);
    assertThat(seats)
        .allMatch(seat -> plan.seatOf(seat.nonce()).equals(OptionalInt.of(seat.seat())));
    assertThat(
            new String(
                job.memory.bytes(ObjectKeys.plan(TestJob.ID, 1)),
                java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain(seats.get(0).nonce());
  }

  @Test
  void aRetryPublishesNothingAndWaitsForWhatIsLeft() {
    job.open(1);
    byte[] plan = job.memory.bytes(ObjectKeys.plan(TestJob.ID, 1));
    job.now = job.now.plusSeconds(30);

    assertThat(job.open(1)).isEqualTo(new OpenRound.Opened.Open(Duration.ofSeconds(60)));
    assertThat(job.queue.published()).hasSize(5);
    assertThat(job.memory.bytes(ObjectKeys.plan(TestJob.ID, 1))).isEqualTo(plan);
  }

  @Test
  void aCrashBetweenThePlanAndTheSeatsLosesNone() {
    job.open(1);
    TestJob crashed = job.copy();
    crashed.memory.remove(ObjectKeys.seats(TestJob.ID, 1));

    crashed.open(1);

    assertThat(crashed.queue.published()).isEqualTo(job.queue.published());
    crashed.open(1);
    assertThat(crashed.queue.published()).hasSize(5);
  }

  @Test
  void anotherExecutionEndsAtOnceAndNamesTheFirst() {
    job.running.add("second");
    job.open(1);

    assertThat(job.open(1, "second")).isEqualTo(new OpenRound.Opened.Elsewhere(1, "execution"));
    assertThat(job.queue.published()).hasSize(5);
  }

  @Test
  void aRoundWhoseExecutionHasEndedIsTakenOver() {
    job.running.add("second");
    job.open(1);
    job.running.remove("execution");

    assertThat(job.open(1, "second")).isInstanceOf(OpenRound.Opened.Open.class);
    assertThat(job.open(1, "execution")).isEqualTo(new OpenRound.Opened.Elsewhere(1, "second"));
    assertThat(job.queue.published()).hasSize(5);
  }

  @Test
  void onlyTheNextRoundMayOpen() {
    assertThatThrownBy(() -> job.open(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("next round must be 1, but is 2");
    runRound(1);
    assertThatThrownBy(() -> job.open(3)).hasMessageContaining("next round must be 2, but is 3");
    assertThat(job.exists(ObjectKeys.plan(TestJob.ID, 3))).isFalse();
  }

  @Test
  void aJobThatIsNotThereIsSaidSo() {
    TestJob empty = job.copy();
    empty.memory.remove(ObjectKeys.job(TestJob.ID));

    assertThatThrownBy(() -> empty.open(1))
        .hasMessageContaining("Job " + TestJob.ID + " does not exist");
  }

  @Test
  void aRoundThatHasEndedAnswersWithItsResult() {
    runRound(1);

    assertThat(job.open(1)).isEqualTo(new OpenRound.Opened.Closed(job.close(1)));
  }

  @Test
  void aDecidedRoundIsNotWaitedFor() {
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);

    assertThat(job.open(1)).isEqualTo(new OpenRound.Opened.Decided());
    assertThat(job.queue.published()).hasSize(5);
  }

  @Test
  void anOrphanedCommitIsRolledForward() {
    byte[] before = job.memory.bytes(ObjectKeys.latest(TestJob.ID));
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);
    // The master wrote the outcome, and crashed before it copied the manifest and moved
    // latest.json.
    job.memory.remove(ObjectKeys.manifest(TestJob.ID, 1));
    job.memory.put(ObjectKeys.latest(TestJob.ID), dev.rondo.protocol.store.Content.of(before));
    job.running.remove("execution");

    assertThat(job.open(2, "second")).isEqualTo(new OpenRound.Opened.Unclosed(1));
    assertThat(job.close(1).accepted()).isEqualTo(2);
    job.open(2, "second");

    assertThat(job.latest()).isEqualTo(new Latest(1, 1, Optional.of(2)));
    assertThat(job.plan(2).baseVersion()).isEqualTo(1);
  }

  @Test
  void anAbandonedRoundThatNobodyClosedIsRolledForward() {
    job.open(1);
    byte[] before = job.memory.bytes(ObjectKeys.latest(TestJob.ID));
    job.aggregate(1);
    job.memory.put(ObjectKeys.latest(TestJob.ID), Content.of(before));
    job.running.remove("execution");

    assertThat(job.open(2, "second")).isEqualTo(new OpenRound.Opened.Unclosed(1));
    job.close(1);
    job.open(2, "second");

    assertThat(job.latest()).isEqualTo(new Latest(0, 1, Optional.of(2)));
    assertThat(job.plan(2).baseVersion()).isZero();
  }

  @Test
  void aRoundBeforeThatEndsMeanwhileIsNotOvertaken() {
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    AtomicBoolean done = new AtomicBoolean();
    ObjectStore racing =
        new ForwardingStore(job.memory) {
          @Override
          public Optional<StoredObject> get(String key) {
            Optional<StoredObject> found = super.get(key);
            // Round 1 ends after latest.json was read for the last time before the model.
            if (key.equals(job.manifest(0).modelKey()) && done.compareAndSet(false, true)) {
              job.aggregate(1);
            }
            return found;
          }
        };

    assertThatThrownBy(() -> job.through(racing).open(2))
        .hasMessageContaining("next round must be 1, but is 2");
    assertThat(job.exists(ObjectKeys.plan(TestJob.ID, 2))).isFalse();
  }

  @Test
  void aRoundThatIsBeingClosedIsClosedByItsOwnExecution() {
    job.open(1);
    job.aggregate(1);

    assertThat(job.open(2, "second")).isEqualTo(new OpenRound.Opened.Elsewhere(1, "execution"));
    assertThat(job.exists(ObjectKeys.plan(TestJob.ID, 2))).isFalse();
  }

  @Test
  void aRestartAfterTheDeadlinePublishesNothingAndDoesNotWait() {
    job.open(1);
    job.memory.remove(ObjectKeys.seats(TestJob.ID, 1));
    TestJob restarted = job.copy();
    restarted.now = job.plan(1).deadline();

    assertThat(restarted.open(1)).isEqualTo(new OpenRound.Opened.Overdue());
    assertThat(restarted.queue.published()).isEmpty();
    restarted.now = restarted.now.minusMillis(1);
    assertThat(restarted.open(1)).isEqualTo(new OpenRound.Opened.Open(Duration.ofMillis(1)));
    assertThat(restarted.queue.published()).hasSize(5);
  }

  @Test
  void aRoundThatIsUnderWayIsNotRolledForward() {
    job.open(1);
    new Documents(job.memory)
        .writeOnce(
            ObjectKeys.decision(TestJob.ID, 1),
            new Decision(
                List.of(),
                List.of(),
                List.of(),
                0,
                java.util.Optional.empty(),
                MetricSums.none(),
                java.util.Optional.empty()));

    assertThatThrownBy(() -> job.open(2)).hasMessageContaining("next round must be 1, but is 2");
  }

  @Test
  void noncesAreNeverTheSame() {
    runRound(1);
    job.open(2);

    assertThat(job.queue.published().stream().map(Seat::nonce).toList()).doesNotHaveDuplicates();
    assertThat(job.plan(2).seatRoot()).isNotEqualTo(job.plan(1).seatRoot());
  }

  @Test
  void aRoundThatNoFunctionHasRoomForDoesNotHoldItsJobUp() {
    OpenRound refusing =
        new OpenRound(
            job.store,
            job.queue,
            TestJob.NONCES,
            execution -> true,
            size -> {
              throw new IllegalArgumentException("does not fit");
            },
            ClientSample.NONE,
            OpenRound.SEATS_AT_ONCE,
            () -> TestJob.START);

    assertThatThrownBy(
            () -> refusing.run(TestJob.request(1), "execution", TrainingOverrides.none()))
        .hasMessageContaining("does not fit");
    assertThat(job.latest().opening()).isEmpty();
    assertThat(job.queue.published()).isEmpty();
  }

  @Test
  void rollingBackIsRefusedWhileARoundRuns() {
    runRound(1);
    job.open(2);
    LatestVersion latest = new LatestVersion(job.memory);

    assertThatThrownBy(() -> latest.rollBack(TestJob.ID, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Round 2 of job one-hot is running");
    assertThat(job.latest()).isEqualTo(new Latest(1, 1, Optional.of(2)));
  }

  @Test
  void rollingBackIsRefusedWhileACommittedRoundIsNotClosedYet() {
    runRound(1);
    job.memory.remove(ObjectKeys.result(TestJob.ID, 1));

    assertThatThrownBy(() -> new LatestVersion(job.memory).rollBack(TestJob.ID, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Round 1 of job one-hot is running");
  }

  @Test
  void afterRollingBackRoundsCountOnAndVersionsHaveAHole() {
    runRound(1);
    runRound(2);

    assertThat(new LatestVersion(job.memory).rollBack(TestJob.ID, 1)).isEqualTo(new Latest(1, 2));
    runRound(3);

    assertThat(job.plan(3).baseVersion()).isEqualTo(1);
    assertThat(job.manifest(3).parent()).contains(1);
    assertThat(job.latest()).isEqualTo(new Latest(3, 3));
    assertThat(job.model(2)).isEqualTo(job.model(3));
  }

  /** A store in which something happens just before an object is put where none is. */
  private ObjectStore before(String key, Runnable action) {
    return new FaultyStore(job.memory, call -> false, FaultyStore.Moment.BEFORE) {
      @Override
      public PutOutcome putIfAbsent(String put, Content content) {
        if (put.equals(key)) {
          action.run();
        }
        return super.putIfAbsent(put, content);
      }
    };
  }

  @Test
  void aRollbackThatComesBetweenReadingTheVersionAndWritingThePlanIsRefused() {
    runRound(1);
    List<String> refused = new ArrayList<>();
    ObjectStore racing =
        before(
            ObjectKeys.plan(TestJob.ID, 2),
            () -> {
              try {
                new LatestVersion(job.memory).rollBack(TestJob.ID, 0);
              } catch (IllegalArgumentException e) {
                refused.add(e.getMessage());
              }
            });

    job.through(racing).open(2);

    assertThat(refused).singleElement().asString().contains("Round 2 of job one-hot is running");
    assertThat(job.plan(2).baseVersion()).isEqualTo(job.latest().version()).isEqualTo(1);
  }

  @Test
  void aRoundThatFailedBeforeItsPlanCanBeOpenedAgain() {
    ObjectStore failing =
        before(
            ObjectKeys.plan(TestJob.ID, 1),
            () -> {
              throw new StoreException("crash");
            });
    assertThatThrownBy(() -> job.through(failing).open(1)).isInstanceOf(StoreException.class);

    assertThat(job.latest()).isEqualTo(new Latest(0, 0, Optional.of(1)));
    runRound(1);
    assertThat(job.latest()).isEqualTo(new Latest(1, 1));
  }

  @Test
  void aRoundCanTrainOtherwiseThanTheJobSays() {
    OpenRound step =
        new OpenRound(job.store, job.queue, TestJob.NONCES, e -> true, () -> TestJob.START);
    JsonNode payload =
        Json.parse(
            "{\"job\":\"one-hot\",\"round\":1,\"execution\":\"e\",\"epochs\":7,\"learning_rate\":0.5}"
                .getBytes(StandardCharsets.UTF_8),
            JsonNode.class,
            "test");

    RoundFunctions.openRound(step, new AbandonRound(job.store, job.signal), payload);

    assertThat(job.plan(1).training())
        .isEqualTo(new TrainingSettings(7, 10, 0.5, 0, 0, 0))
        .isNotEqualTo(TestJob.config().training());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"epochs\":0",
        "\"epochs\":1.5",
        "\"epochs\":\"2\"",
        "\"learning_rate\":0",
        "\"learning_rate\":-1",
        "\"learning_rate\":\"x\""
      })
  void anOverrideOutOfBoundsIsRefusedAndOpensNothing(String override) {
    OpenRound step =
        new OpenRound(job.store, job.queue, TestJob.NONCES, e -> true, () -> TestJob.START);
    JsonNode payload =
        Json.parse(
            ("{\"job\":\"one-hot\",\"round\":1,\"execution\":\"e\"," + override + "}")
                .getBytes(StandardCharsets.UTF_8),
            JsonNode.class,
            "test");

    assertThatThrownBy(
            () -> RoundFunctions.openRound(step, new AbandonRound(job.store, job.signal), payload))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(override.substring(1, override.indexOf(':') - 1));
    assertThat(job.exists(ObjectKeys.plan(TestJob.ID, 1))).isFalse();
  }

  @Test
  void rollingBackToAVersionThatIsNotThereIsRefused() {
    job.open(1);
    job.aggregate(1);
    job.close(1);

    assertThatThrownBy(() -> new LatestVersion(job.memory).rollBack(TestJob.ID, 1))
        .hasMessageContaining("no version 1");
  }

  /** A queue that takes some seats and then fails. */
  private final class FailingQueue implements TaskQueue {

    @Override
    public void publish(List<Seat> seats) {
      job.queue.publish(seats.subList(0, 2));
      throw new StoreException("the queue does not answer");
    }

    @Override
    public Optional<Delivery> receive() {
      return Optional.empty();
    }

    @Override
    public void delete(String receipt) {}

    @Override
    public void changeVisibility(String receipt, Duration visibleAfter) {}
  }

  @Test
  void seatsThatCouldNotBeSentAreSentByTheRetry() {
    OpenRound failing =
        new OpenRound(
            job.store, new FailingQueue(), TestJob.NONCES, execution -> true, () -> TestJob.START);
    assertThatThrownBy(() -> failing.run(TestJob.request(1), "execution", TrainingOverrides.none()))
        .isInstanceOf(StoreException.class);
    assertThat(job.queue.published()).hasSize(2);

    job.open(1);

    assertThat(job.queue.published()).extracting(Seat::seat).contains(0, 1, 2, 3, 4);
  }

  @Test
  void aRollbackThatComesBeforeTheRoundBeginsIsWhereThePlanStarts() {
    runRound(1);
    AtomicBoolean done = new AtomicBoolean();
    ObjectStore racing =
        new ForwardingStore(job.memory) {
          @Override
          public Optional<StoredObject> get(String key) {
            // The model of the newest version is read after latest.json.
            if (key.equals(job.manifest(1).modelKey()) && done.compareAndSet(false, true)) {
              new LatestVersion(job.memory).rollBack(TestJob.ID, 0);
            }
            return super.get(key);
          }
        };

    job.through(racing).open(2);

    assertThat(done).isTrue();
    assertThat(job.latest()).isEqualTo(new Latest(0, 1, Optional.of(2)));
    assertThat(job.plan(2).baseVersion()).isZero();
    assertThat(job.plan(2).baseModel()).isEqualTo(job.manifest(0).modelKey());
  }

  @Test
  void aRollbackThatComesJustBeforeTheRoundIsMarkedAsRunningIsWhereThePlanStarts() {
    runRound(1);
    AtomicBoolean done = new AtomicBoolean();
    ObjectStore racing =
        new ForwardingStore(job.memory) {
          @Override
          public PutOutcome putIfMatch(String key, String etag, Content content) {
            if (key.equals(ObjectKeys.latest(TestJob.ID)) && done.compareAndSet(false, true)) {
              new LatestVersion(job.memory).rollBack(TestJob.ID, 0);
            }
            return super.putIfMatch(key, etag, content);
          }
        };

    job.through(racing).open(2);

    assertThat(done).isTrue();
    assertThat(job.latest()).isEqualTo(new Latest(0, 1, Optional.of(2)));
    assertThat(job.plan(2).baseVersion()).isZero();
    assertThat(job.plan(2).baseModel()).isEqualTo(job.manifest(0).modelKey());
  }
}
