package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every round can be left: abandoned at any point, after which the next one runs. */
class AbandonRoundTest {

  private static final Abandonment WHY =
      new Abandonment(Abandonment.By.OPERATOR, "the data was wrong");

  private final TestJob job = TestJob.created();

  private RoundOutcome abandon(TestJob of, int round) {
    return new AbandonRound(of.store, of.signal).run(TestJob.request(round), WHY);
  }

  private static Aggregate.Outcome.Status aggregate(TestJob job, int round) {
    return job.aggregateInParts(round).status();
  }

  private void theNextRoundCommits(TestJob of) {
    of.open(2);
    of.upload(2, 0);
    of.upload(2, 1);
    assertThat(aggregate(of, 2)).isEqualTo(Aggregate.Outcome.Status.COMMITTED);
    of.close(2);
    assertThat(of.latest()).isEqualTo(new Latest(2, 2));
    assertThat(of.manifest(2).parent()).contains(0);
    assertThat(of.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void aRoundThatWaitsIsAbandonedAndItsExecutionGoesOn() {
    job.open(1);
    job.signal.await("token");
    job.awaitQuorum().run(TestJob.request(1), "token");
    job.upload(1, 0);

    assertThat(abandon(job, 1).abandoned()).contains(WHY);

    assertThat(job.signal.isWaiting("token")).isFalse();
    assertThat(job.latest()).isEqualTo(new Latest(0, 1));
    assertThat(aggregate(job, 1)).isEqualTo(Aggregate.Outcome.Status.ABANDONED);
    RoundResult result = job.close(1);
    assertThat(result.status()).isEqualTo(RoundResult.Status.ABANDONED);
    assertThat(result.reason()).contains("the data was wrong");
    assertThat(List.of(result.accepted(), result.late(), result.dropped()))
        .containsExactly(0, 1, 5);
    theNextRoundCommits(job);
  }

  @Test
  void aTokenThatIsStoredAfterTheAbandonmentIsSentAtOnce() {
    job.open(1);
    abandon(job, 1);
    job.signal.await("late token");

    job.awaitQuorum().run(TestJob.request(1), "late token");

    assertThat(job.signal.isWaiting("late token")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aDecisionThatCannotBeFoldedAnyMoreHoldsTheJobUpNoLonger(int parts) {
    job.parts = parts;
    job.groups = parts == 0 ? 2 : 0;
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    assertThat(job.aggregate(1).status()).isEqualTo(Aggregate.Outcome.Status.FAN_OUT);
    job.memory.remove(ObjectKeys.update(TestJob.ID, 1, "c1"));
    assertThatThrownBy(() -> aggregate(job, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> job.close(1)).hasMessageContaining("rondo round abandon 1");
    assertThatThrownBy(() -> job.open(2)).hasMessageContaining("next round must be 1");
    assertThatThrownBy(() -> new LatestVersion(job.memory).rollBack(TestJob.ID, 0))
        .hasMessageContaining("Round 1 of job one-hot is running");

    abandon(job, 1);
    assertThat(job.open(1)).isEqualTo(new OpenRound.Opened.Abandoned());
    job.close(1);

    theNextRoundCommits(job);
    assertThat(new LatestVersion(job.memory).rollBack(TestJob.ID, 0)).isEqualTo(new Latest(0, 2));
  }

  /** The job on a store in which an operator abandons the round just before its outcome is put. */
  private TestJob abandonedJustBeforeTheCommit(TestJob of) {
    ObjectStore racing =
        new ForwardingStore(of.memory) {
          @Override
          public PutOutcome putIfAbsent(String key, Content content) {
            if (key.equals(ObjectKeys.outcome(TestJob.ID, 1))) {
              abandon(of, 1);
            }
            return super.putIfAbsent(key, content);
          }
        };
    return of.through(racing);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aMasterThatComesSecondCommitsNothing(int parts) {
    job.parts = parts;
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);

    assertThat(aggregate(abandonedJustBeforeTheCommit(job), 1))
        .isEqualTo(Aggregate.Outcome.Status.ABANDONED);

    assertThat(job.exists(ObjectKeys.decision(TestJob.ID, 1))).isTrue();
    assertThat(job.latest()).isEqualTo(new Latest(0, 1));
    assertThat(job.close(1).accepted()).isZero();
    theNextRoundCommits(job);
  }

  private Map<String, String> all() {
    return job.memory.list("").stream().collect(Collectors.toMap(i -> i.key(), i -> i.etag()));
  }

  @Test
  void aCommittedRoundStaysCommitted() {
    job.open(1);
    job.upload(1, 0);
    job.upload(1, 1);
    job.aggregate(1);
    Map<String, String> before = all();

    assertThat(abandon(job, 1).committed()).contains(job.manifest(1));
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void theFirstReasonStaysAndAnInterruptedAbandonmentIsCompleted() {
    job.open(1);
    RoundOutcome first = RoundOutcome.abandon(new Abandonment(Abandonment.By.MASTER, "too few"));
    new RoundOutcomes(job.memory).write(job.plan(1), first);
    assertThat(job.latest().throughRound()).isZero();

    assertThat(abandon(job, 1)).isEqualTo(first);

    assertThat(job.latest()).isEqualTo(new Latest(0, 1));
    assertThat(job.close(1).reason()).contains("too few");
  }

  @Test
  void aRoundThatWasNotOpenedCannotBeAbandoned() {
    assertThatThrownBy(() -> abandon(job, 1))
        .hasMessage(
            "Cannot abandon round 1 of job one-hot: it has no plan. Only a round that was opened"
                + " can be abandoned");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void aReasonIsNotEmpty(String reason) {
    assertThatThrownBy(() -> new Abandonment(Abandonment.By.OPERATOR, reason))
        .hasMessage("The reason of an abandonment must have 1 to 1000 characters, but has 0");
  }

  @Test
  void aReasonIsNotEndless() {
    assertThatThrownBy(() -> new Abandonment(Abandonment.By.OPERATOR, "x".repeat(1001)))
        .hasMessageContaining("but has 1001");
  }

  private JsonNode openRound(String more) {
    OpenRound step =
        new OpenRound(job.store, job.queue, TestJob.NONCES, job.running::contains, () -> job.now);
    String json = "{\"job\":\"one-hot\",\"round\":1,\"execution\":\"another\"" + more + "}";
    return RoundFunctions.openRound(
        step, new AbandonRound(job.store, job.signal), Json.parse(json, JsonNode.class, "test"));
  }

  @Test
  void theInputOfAnExecutionAbandonsARoundThatAnotherExecutionRuns() {
    job.open(1);

    JsonNode answer = openRound(",\"abandon\":\"no more clients\",\"abandoned_by\":\"training\"");

    assertThat(answer.path("state").asText()).isEqualTo("abandoned");
    assertThat(new RoundOutcomes(job.memory).read(TestJob.ID, 1).orElseThrow().abandoned())
        .contains(new Abandonment(Abandonment.By.TRAINING, "no more clients"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"abandon\":7",
        "\"abandon\":\" \"",
        "\"abandon\":\"x\",\"abandoned_by\":\"nobody\"",
      })
  void anInputThatIsNotValidAbandonsNothing(String input) {
    job.open(1);

    assertThatThrownBy(() -> openRound("," + input)).isInstanceOf(IllegalArgumentException.class);
    assertThat(job.exists(ObjectKeys.outcome(TestJob.ID, 1))).isFalse();
  }
}
