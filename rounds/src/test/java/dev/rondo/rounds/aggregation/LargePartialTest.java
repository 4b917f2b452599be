package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.scale.DocumentSizes;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.rounds.testing.TestJob;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The largest sums that are legal can be written, and can be read again. */
class LargePartialTest {

  /** The most messages that Lambda hands over at once. */
  private static final int BATCH = 10_000;

  /** The model admits a whole model of no more tensors. */
  private static final int TENSORS = 8_799;

  /** So many tensors of one number each, whose names make an entry of a header 512 bytes long. */
  private static final ModelLayout LAYOUT =
      new ModelLayout(
          IntStream.range(0, TENSORS)
              .mapToObj(n -> TensorSpec.of("layer%04d.".formatted(n) + "x".repeat(436), 1))
              .toList());

  private static Contributor contributor(int number) {
    String client = "c".repeat(185) + (10_000_000 + number);
    String etag = "\"" + "f".repeat(32) + "\"";
    double loss = -1.0 / (number + 3) / 1e300;
    double clip = 1.0 / (number + 7);
    return new Contributor(
        client, number, etag, 999_999_999, 999_999_999, loss, clip, Optional.empty());
  }

  private static PartialAggregate sum(Plan plan, int contributors) {
    PartialAggregate sum = new PartialAggregate(plan.layout().parameterCount());
    IntStream.range(0, contributors).forEach(n -> sum.count(contributor(n)));
    return sum;
  }

  private static long headerBytes(TestJob job, String prefix) {
    ObjectInfo only = job.memory.list(prefix).get(0);
    return only.size() - 8L * job.plan(1).layout().parameterCount();
  }

  @Test
  void theLargestBatchOfClientsWithTheLongestNamesFitsAHeader() {
    TestJob job = TestJob.created();
    job.open(1);
    PartialAggregate sum = sum(job.plan(1), BATCH);
    PartialFile partials = new PartialFile(job.memory, job.plan(1), Blocks.standard());
    partials.write(sum, MetricSums.none());

    String prefix = ObjectKeys.partials(TestJob.ID, 1);
    assertThat(headerBytes(job, prefix)).isLessThan((long) DocumentSizes.SUMMED_BYTES * BATCH);
    assertThat(partials.summary(job.memory.list(prefix).get(0).key()).contributors())
        .isEqualTo(List.copyOf(sum.contributors()));
  }

  @Test
  void soDoesOneOfTheMostTensorsOfAWholeModel() {
    TestJob job = TestJob.created(LAYOUT);
    job.open(1);
    PartialAggregate sum = sum(job.plan(1), BATCH);
    PartialFile partials = new PartialFile(job.memory, job.plan(1), Blocks.standard());
    partials.write(sum, MetricSums.none());

    String prefix = ObjectKeys.partials(TestJob.ID, 1);
    assertThat(headerBytes(job, prefix))
        .isBetween(500L * TENSORS, (long) SafetensorsHeader.MAX_HEADER_BYTES);
    PartialAggregate read = new PartialAggregate(LAYOUT.parameterCount());
    partials.addTo(read, job.memory.list(prefix).get(0).key());
    assertThat(List.copyOf(read.contributors())).isEqualTo(List.copyOf(sum.contributors()));
  }

  @Test
  void aModelOfMoreTensorsIsNotAggregatedWhole() {
    assertThat(fitsWhole(TENSORS)).isTrue();
    assertThat(fitsWhole(TENSORS + 1)).isFalse();
  }

  private static boolean fitsWhole(int tensors) {
    RoundSize size = new RoundSize(tensors, tensors, 2, AggregationRule.WEIGHTED);
    return AggregationModel.standard().fits(size, Division.of(0));
  }

  @Test
  void aGroupOfAllClientsOfTheLargestRoundFitsAHeader() {
    TestJob job = TestJob.created(LAYOUT);
    job.open(1);
    PartialAggregate sum = sum(job.plan(1), RoundLimits.MAX_SEATS);
    Decision decision = Decision.of(List.copyOf(sum.contributors()), MetricSums.none());
    GroupFile groups = new GroupFile(job.memory, job.plan(1), decision, Blocks.standard());
    groups.write(1, sum);

    assertThat(headerBytes(job, ObjectKeys.groupSums(TestJob.ID, 1)))
        .isLessThan(
            512L * (TENSORS + 10) + (long) DocumentSizes.SUMMED_SEAT_BYTES * RoundLimits.MAX_SEATS);
    PartialAggregate read = new PartialAggregate(LAYOUT.parameterCount());
    groups.addTo(read, 1);
    assertThat(List.copyOf(read.contributors())).isEqualTo(decision.contributors());
  }
}
