package dev.rondo.rounds.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.Role;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.testing.TestJob;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A partial aggregate whose tensors are longer than the blocks in which it is read. */
class PartialBlocksTest {

  private static final ModelLayout LAYOUT =
      ModelLayout.of(
          TensorSpec.of("w", 3, 7),
          TensorSpec.of("none", 0),
          TensorSpec.of("b", 5),
          TensorSpec.of("s"));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7, 20, 21, 22, 100})
  void everyBlockIsAddedWhereItBelongs(int block) {
    TestJob job = TestJob.created(LAYOUT);
    job.open(1);
    double[] numbers = IntStream.rangeClosed(1, LAYOUT.parameterCount()).asDoubleStream().toArray();
    PartialAggregate written = new PartialAggregate(numbers.length);
    written.addSum(Role.MEAN, 0, numbers, numbers.length);
    PartialFile file = new PartialFile(job.memory, job.plan(1), new Blocks(1, 1, block, 1));
    file.write(written, MetricSums.none());

    PartialAggregate read = new PartialAggregate(numbers.length);
    read.addSum(Role.MEAN, 0, numbers, numbers.length);
    file.addTo(read, job.memory.list(ObjectKeys.partials(TestJob.ID, 1)).get(0).key());

    assertThat(read.sum())
        .isEqualTo(IntStream.rangeClosed(1, numbers.length).mapToDouble(n -> 2 * n).toArray());
  }
}
