package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.GroupFile;
import dev.rondo.rounds.aggregation.OverlapException;
import dev.rondo.rounds.aggregation.PartialAggregate;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.step.Aggregate.Outcome;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.TestJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A round whose decision is folded in groups: workers, groups, master. */
class GroupedRoundTest {

  /** Two sums of two, and two single updates. */
  private static TestJob uploaded(int groups, String... settings) {
    TestJob job = TestJob.created(settings);
    job.groups = groups;
    job.open(1);
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.upload(1, client);
    }
    job.fold(job.event(1, 0), job.event(1, 1));
    job.fold(job.event(1, 2), job.event(1, 3));
    job.fold(job.event(1, 4));
    job.fold(job.event(1, 5));
    return job;
  }

  private static List<String> sums(TestJob job) {
    return job.memory.list(ObjectKeys.groupSums(TestJob.ID, 1)).stream()
        .map(ObjectInfo::key)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void everyClientCountsOnceInHoweverManyGroups(int groups) {
    TestJob job = uploaded(groups);

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);
    assertThat(sums(job)).hasSize(groups);
    assertThat(job.counts(1)).containsOnly(1);
    assertThat(job.close(1).accepted()).isEqualTo(TestJob.CLIENTS);
  }

  @ParameterizedTest
  @CsvSource({"server_momentum, 0.5", "server_optimizer, fedyogi"})
  void theModelIsTheOneOfAMasterThatFoldsAlone(String setting, String value) {
    // Sums of whole numbers are exact in any order.
    TestJob alone = uploaded(0, "aggregation", "weighted", setting, value);
    TestJob grouped = uploaded(3, "aggregation", "weighted", setting, value);
    alone.aggregateInParts(1);
    grouped.aggregateInParts(1);

    assertThat(grouped.model(1)).containsExactly(alone.model(1));
    assertThat(grouped.contributors(1).contributors())
        .isEqualTo(alone.contributors(1).contributors());
  }

  @Test
  void theDecisionIsFrozenBeforeAnyGroupIsFoldedAndNamesWhatIsMissing() {
    TestJob job = uploaded(2);

    Outcome outcome = job.aggregate(1);
    assertThat(outcome.phase()).contains(Phase.SUM);
    assertThat(outcome.parts()).containsExactly(1, 2);
    Decision decision = job.contributors(1);
    assertThat(decision.groups()).isEqualTo(2);
    assertThat(decision.partials()).hasSize(2);
    assertThat(decision.updates()).containsExactly(TestJob.client(4), TestJob.client(5));
    job.foldPart(1, 2, Phase.SUM);
    assertThat(job.aggregate(1).parts()).containsExactly(1);
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void anUpdateThatComesAfterTheDecisionIsLate() {
    TestJob job = TestJob.created();
    job.groups = 2;
    job.open(1);
    for (int client = 0; client < 4; client++) {
      job.fold(job.upload(1, client));
    }
    job.aggregate(1);
    job.fold(job.upload(1, 4));
    job.aggregateInParts(1);

    assertThat(job.counts(1)).containsExactly(1, 1, 1, 1, 0, 0);
    assertThat(job.close(1).late()).isEqualTo(1);
  }

  @Test
  void theMasterReadsWhatNoWorkerHasLookedAtAndRefusesWhatIsInvalid() {
    TestJob job = TestJob.created();
    job.groups = 2;
    job.open(1);
    job.fold(job.upload(1, 0), job.upload(1, 1));
    job.upload(1, 2);
    job.upload(1, 3);
    job.upload(1, 4, "no update".getBytes(StandardCharsets.UTF_8));
    job.aggregateInParts(1);

    assertThat(job.counts(1)).containsExactly(1, 1, 1, 1, 0, 0);
    assertThat(job.exists(ObjectKeys.rejected(TestJob.ID, 1, TestJob.client(4)))).isTrue();
    assertThat(job.close(1).rejected()).isEqualTo(1);
  }

  @Test
  void normsAreClippedInGroupsAsByTheMaster() {
    TestJob job = uploaded(2, "clip_update_norm", "0.5");
    job.aggregateInParts(1);

    assertThat(job.counts(1)).containsOnly(0.5);
  }

  @Test
  void tooFewUpdatesAbandonTheRoundBeforeAnyGroup() {
    TestJob job = TestJob.created("minimum", "2", "quorum", "4");
    job.groups = 2;
    job.open(1);
    job.fold(job.upload(1, 0));

    assertThat(job.aggregate(1).status()).isEqualTo(Status.ABANDONED);
    assertThat(sums(job)).isEmpty();
  }

  @Test
  void aGroupIsFoldedOnceAndByWhoeverComes() {
    TestJob job = uploaded(2);
    job.aggregate(1);
    job.foldPart(1, 1, Phase.SUM);
    byte[] first = job.memory.bytes(ObjectKeys.groupSum(TestJob.ID, 1, 1));
    job.memory.remove(ObjectKeys.groupSum(TestJob.ID, 1, 1));
    job.foldPart(1, 1, Phase.SUM);
    job.foldPart(1, 1, Phase.SUM);

    assertThat(job.memory.bytes(ObjectKeys.groupSum(TestJob.ID, 1, 1))).isEqualTo(first);
  }

  @Test
  void aGroupThatTheDecisionDoesNotHaveIsAnError() {
    TestJob job = uploaded(2);
    job.aggregate(1);

    for (int group : new int[] {-1, 0, 3}) {
      assertThatThrownBy(() -> job.foldPart(1, group, Phase.SUM))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Group " + group + " does not exist");
    }
  }

  @Test
  void aGroupThatDoesNotHoldWhatWasFrozenIsNotPut() {
    TestJob job = uploaded(2);
    job.aggregate(1);
    job.memory.remove(ObjectKeys.update(TestJob.ID, 1, TestJob.client(5)));

    assertThatThrownBy(() -> job.aggregateInParts(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The updates of group 2");
    assertThat(sums(job)).hasSize(1);
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void aGroupOfAnUpdateThatWasReplacedAfterTheDecisionIsNotPut() {
    TestJob job = uploaded(2);
    job.aggregate(1);
    job.memory.remove(ObjectKeys.update(TestJob.ID, 1, TestJob.client(5)));
    job.upload(1, 5, new LocalResult(new float[TestJob.CLIENTS], 6, 0.5)); // Valid, but another.

    assertThatThrownBy(() -> job.foldPart(1, 2, Phase.SUM))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The updates of group 2");
    job.foldPart(1, 1, Phase.SUM);
    assertThat(sums(job)).containsExactly(ObjectKeys.groupSum(TestJob.ID, 1, 1));
  }

  @Test
  void sumsOfOtherUpdatesThanTheFrozenOnesAreNotAddedUp() {
    TestJob job = uploaded(2);
    job.aggregate(1);
    job.foldPart(1, 1, Phase.SUM);
    job.foldPart(1, 2, Phase.SUM);
    String key = ObjectKeys.groupSum(TestJob.ID, 1, 2);
    // ISO 8859-1 keeps every byte as it is.
    String sum = new String(job.memory.bytes(key), StandardCharsets.ISO_8859_1);
    String other = sum.replaceFirst("\"digest\":\"....", "\"digest\":\"0000");
    assertThat(other).isNotEqualTo(sum);
    job.memory.put(key, Content.of(other.getBytes(StandardCharsets.ISO_8859_1)));

    assertThatThrownBy(() -> job.aggregate(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The sum of group 2 differs from the decision of round 1 of job one-hot");
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void sumsThatLackAFrozenContributorAreNotCommitted() {
    TestJob job = uploaded(2);
    job.aggregate(1);
    job.foldPart(1, 1, Phase.SUM);
    PartialAggregate empty = new PartialAggregate(TestJob.CLIENTS);
    new GroupFile(job.memory, job.plan(1), job.contributors(1), Blocks.standard()).write(2, empty);

    assertThatThrownBy(() -> job.aggregate(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("differ from the decision of round 1");
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }

  @Test
  void sumsThatShareAContributorAreNotAddedUp() {
    TestJob job = uploaded(2);
    job.aggregate(1);
    job.foldPart(1, 1, Phase.SUM);
    GroupFile file = new GroupFile(job.memory, job.plan(1), job.contributors(1), Blocks.standard());
    PartialAggregate again = new PartialAggregate(TestJob.CLIENTS);
    file.addTo(again, 1);
    file.write(2, again);

    assertThatThrownBy(() -> job.aggregate(1)).isInstanceOf(OverlapException.class);
    assertThat(job.exists(ObjectKeys.manifest(TestJob.ID, 1))).isFalse();
  }
}
