package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LargePartialTest {

  /** The most messages that Lambda hands over at once. */
  private static final int BATCH = 10_000;

  @Test
  void theLargestBatchOfClientsWithTheLongestNamesFitsAHeader() {
    TestJob job = TestJob.created();
    job.open(1);
    PartialAggregate sum = new PartialAggregate(TestJob.CLIENTS);
    for (int i = 0; i < BATCH; i++) {
      String client = "c".repeat(185) + (10_000_000 + i);
      String etag = "\"" + "f".repeat(32) + "\"";
      double loss = 1.0 / (i + 3);
      double clip = 1.0 / (i + 7);
      sum.count(
          new Contributor(client, i, etag, 0.1 + i, 123_456_789, loss, clip, Optional.empty()));
    }
    PartialFile partials = new PartialFile(job.memory, job.plan(1));
    partials.write(sum);

    ObjectInfo only = job.memory.list(ObjectKeys.partials(TestJob.ID, 1)).get(0);
    assertThat(only.size()).isLessThan(SafetensorsHeader.MAX_HEADER_BYTES / 3);
    assertThat(partials.contributors(only.key())).isEqualTo(List.copyOf(sum.contributors()));
  }
}
