package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rondo.functions.aggregation.CrashingHandler;
import dev.rondo.protocol.round.TaskQueue.Delivery;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.state.RoundResult;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in the cloud, and what becomes of the round. Updates are one-hot. */
@ExtendWith(OnTheEmulator.class)
class FaultsTest {

  private static final Duration LONG = OnTheEmulator.PATIENCE;

  /** Well before the deadline: a wake-up that was lost would show as a wait until then. */
  private static final Duration WELL_BEFORE =
      Duration.ofSeconds(OnTheEmulator.DEADLINE_SECONDS / 2);

  private final Cloud cloud;

  FaultsTest(Cloud cloud) {
    this.cloud = cloud;
  }

  private OneHotJob job(String name, String... settings) {
    return OneHotJob.created(cloud, name, settings);
  }

  private String start(OneHotJob job, int round) {
    return cloud.startRound(job.id(), round, job.id() + "-" + round);
  }

  private void assertCommitted(OneHotJob job, int round, String execution, Duration atMost) {
    cloud.outcome(execution, atMost);
    assertThat(cloud.inWords(execution)).startsWith("SUCCEEDED");
    assertThat(job.result(round).accepted()).isEqualTo(OneHotJob.CLIENTS);
    assertThat(job.counts(round)).containsExactly(1, 1, 1);
  }

  @Test
  void aMessageThatIsDeliveredTwiceCountsOnce() {
    OneHotJob job = job("delivered-twice");
    String execution = start(job, 1);
    job.serve(1, 0);
    job.serve(1, 1);
    // S3's word of both uploads comes again, in another order.
    for (int client : new int[] {1, 0, 1}) {
      cloud.sayAgain(ObjectKeys.update(job.id(), 1, OneHotJob.client(client)));
    }
    await("the updates are counted")
        .atMost(WELL_BEFORE)
        .until(() -> cloud.store().list(ObjectKeys.verdicts(job.id(), 1)).size() == 2);
    assertThat(cloud.describe(execution).statusAsString())
        .as("two clients are no quorum of three")
        .isEqualTo("RUNNING");

    job.serve(1, 2);

    assertCommitted(job, 1, execution, WELL_BEFORE);
  }

  @Test
  void anUpdateWithANanIsRejectedAndShown() {
    OneHotJob job =
        job("not-a-number", "clients", "4", "fraction", "0.75", "over_selection", "1.3");
    String execution = start(job, 1);
    float[] poisoned = OneHotJob.hot(3);
    poisoned[2] = Float.NaN;
    Delivery seat = job.takeSeat(1);
    job.upload(1, 9, seat.seat(), poisoned);

    job.serveAll(1);

    assertCommitted(job, 1, execution, WELL_BEFORE);
    assertThat(job.result(1).rejected()).isOne();
    assertThat(cloud.rondo("round", "show", "1", "--job", job.id()))
        .contains(OneHotJob.client(9))
        .contains("not_finite");
  }

  @Test
  void aRoundThatIsStartedTwiceRunsOnce() {
    OneHotJob job = job("started-twice");
    String first = start(job, 1);
    await("the round is open")
        .atMost(WELL_BEFORE)
        .until(() -> cloud.store().head(ObjectKeys.seats(job.id(), 1)).isPresent());

    String second = cloud.startRound(job.id(), 1, job.id() + "-again");

    assertThat(cloud.outcome(second, WELL_BEFORE)).isEqualTo("FAILED");
    assertThat(cloud.inWords(second)).contains("RoundRunsElsewhere").contains(first);
    job.serveAll(1);
    assertCommitted(job, 1, first, WELL_BEFORE);
    String third = cloud.startRound(job.id(), 1, job.id() + "-once-more");
    assertThat(cloud.outcome(third, WELL_BEFORE)).as("it has ended").isEqualTo("SUCCEEDED");
    assertThat(cloud.store().list(ObjectKeys.models(job.id()))).hasSize(4);
  }

  @Test
  void aRoundWithTooFewUpdatesIsAbandonedAndTheNextOneWorks() {
    OneHotJob job = job("abandoned", "deadline_seconds", Integer.toString(ShortDeadline.SECONDS));
    String execution = ShortDeadline.of(cloud, job.id(), 1, () -> start(job, 1));
    job.serve(1, 0);

    assertThat(cloud.outcome(execution, LONG)).isEqualTo("FAILED");
    assertThat(cloud.inWords(execution)).contains("RoundAbandoned").contains("the minimum is 2");
    assertThat(job.result(1).status()).isEqualTo(RoundResult.Status.ABANDONED);

    String next = start(job, 2);
    job.serveAll(2);
    assertCommitted(job, 2, next, WELL_BEFORE);
  }

  /** One function, which dies in each test once, and is the real one again after the last. */
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract class Dying {

    final CrashingFunction function;

    Dying(String output, Class<? extends CrashingHandler> handler) {
      function = new CrashingFunction(cloud, output, handler);
    }

    @AfterAll
    void restore() {
      function.close();
    }
  }

  @Nested
  class OpenRound extends Dying {

    OpenRound() {
      super("OpenRoundFunctionName", CrashingHandler.Open.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void openRoundDiesBetweenAnyTwoOfItsEffectsAndTheRoundCommits(int effects) {
      OneHotJob job = job("open-dies-" + effects);
      function.crashAfter(effects);
      String execution = start(job, 1);
      await("the crash").atMost(WELL_BEFORE).until(function::hasCrashed);
      await("the retry")
          .atMost(WELL_BEFORE)
          .until(() -> cloud.store().head(ObjectKeys.seats(job.id(), 1)).isPresent());

      job.serveAll(1);

      assertCommitted(job, 1, execution, WELL_BEFORE);
    }
  }

  /**
   * The emulator does not try a task that waits for a token again; so this test does, as the state
   * machine's Retry says (the interpreter's tests hold that).
   */
  @Nested
  class AwaitQuorum extends Dying {

    AwaitQuorum() {
      super("AwaitQuorumFunctionName", CrashingHandler.Await.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void awaitQuorumDiesBetweenAnyTwoOfItsEffectsAndNoWakeUpIsLost(int effects) {
      OneHotJob job = job("await-dies-" + effects);
      function.crashAfter(effects);
      String execution = start(job, 1);
      await("the crash").atMost(WELL_BEFORE).until(function::hasCrashed);
      // All updates are counted before anybody waits.
      job.serveAll(1);
      await("the updates are counted").atMost(WELL_BEFORE).until(() -> isCounted(job));

      function.retry();

      assertCommitted(job, 1, execution, WELL_BEFORE);
    }

    private boolean isCounted(OneHotJob job) {
      return cloud.store().list(ObjectKeys.verdicts(job.id(), 1)).size() == OneHotJob.CLIENTS;
    }
  }

  /** The stack's visibility is longer than the deadline, at which a lost batch counts as well. */
  @Nested
  class FoldUpdates extends Dying {

    private final ShortVisibility batches = new ShortVisibility(cloud, "UpdateQueueUrl", 15);

    FoldUpdates() {
      super("FoldUpdatesFunctionName", CrashingHandler.Fold.class);
    }

    @AfterAll
    void batchesAreInvisibleAsLongAsBefore() {
      batches.restore();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aWorkerThatDiesInTheMiddleOfABatchIsFollowedByAnother(int effects) {
      OneHotJob job = job("worker-dies-" + effects);
      String execution = start(job, 1);
      // Without a token, the worker that completes the quorum has no wake-up to send.
      await("the round waits for its quorum")
          .atMost(WELL_BEFORE)
          .until(() -> cloud.documents().exists(ObjectKeys.token(job.id(), 1)));
      job.serve(1, 0);
      function.crashAfter(effects);
      job.serve(1, 1);
      job.serve(1, 2);

      await("the crash").atMost(WELL_BEFORE).until(function::hasCrashed);
      cloud.outcome(execution, WELL_BEFORE);
      assertThat(cloud.inWords(execution)).startsWith("SUCCEEDED");
      assertThat(job.counts(1)).containsExactly(1, 1, 1);
      assertThat(
              cloud
                  .documents()
                  .require(ObjectKeys.decision(job.id(), 1), Decision.class)
                  .contributors())
          .extracting(Contributor::client)
          .containsExactlyInAnyOrder(OneHotJob.client(0), OneHotJob.client(1), OneHotJob.client(2));
    }
  }
}
