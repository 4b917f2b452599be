package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.step.Aggregate.Outcome.Status;
import dev.rondo.rounds.testing.TestJob;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master that has time for two updates in a pass, in a round that no worker has looked at. */
class PassesTest {

  /** 17 reads are the time of a small update. */
  private static final RoundLimits TWO_AT_A_TIME =
      new RoundLimits(0, 2 * 17, 1_000, 10_000, Long.MAX_VALUE, 1_000);

  private static TestJob opened(int parts, String minimum) {
    TestJob job = TestJob.created("quorum", "6", "minimum", minimum);
    job.limits = TWO_AT_A_TIME;
    job.parts = parts;
    job.open(1);
    return job;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void onePassIsEnoughIfItFindsTheMinimum(int parts) {
    TestJob job = opened(parts, "2");
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.upload(1, client);
    }

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);

    assertThat(job.contributors(1).contributors())
        .extracting(Contributor::client)
        .containsExactly("c0", "c1");
    assertThat(job.close(1).late()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void furtherPassesFollowIfThereWouldBeTooFew(int parts) {
    TestJob job = opened(parts, "3");
    for (int client = 0; client < TestJob.CLIENTS; client++) {
      job.upload(1, client);
    }

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.COMMITTED);

    // The second pass reads two verdicts, and has time for one more update.
    assertThat(job.contributors(1).contributors()).hasSize(3);
  }

  /** The seats of the round account for twelve updates. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aFloodIsNotReadToItsEnd(int parts) {
    TestJob job = opened(parts, "3");
    for (int client = 10; client < 40; client++) {
      job.upload(1, client, new byte[100]);
    }

    assertThat(job.aggregateInParts(1).status()).isEqualTo(Status.ABANDONED);

    assertThat(job.memory.list(ObjectKeys.rejections(TestJob.ID, 1))).hasSize(12);
  }
}
