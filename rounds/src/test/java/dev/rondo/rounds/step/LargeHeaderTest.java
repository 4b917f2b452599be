package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.testing.TestJob;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A model of many tensors with long names: its updates are more header than numbers. */
class LargeHeaderTest {

  private static final ModelLayout LAYOUT =
      new ModelLayout(
          IntStream.range(0, 250)
              .mapToObj(n -> TensorSpec.of("layer%03d.".formatted(n) + "x".repeat(390), 1))
              .toList());

  private final TestJob job = TestJob.created(LAYOUT);

  private static LocalResult result() {
    return new LocalResult(new float[LAYOUT.parameterCount()], 1, 0.5);
  }

  @Test
  void theHeaderOfManyTensorsIsNoReasonToRefuseAnUpdate() {
    job.open(1);
    UpdateEvent seen = job.upload(1, 0, result());
    assertThat(seen.size()).isGreaterThan(100_000).isLessThan(job.plan(1).maxUpdateBytes());
    job.fold(seen);
    job.upload(1, 1, result());
    job.aggregate(1);

    assertThat(job.contributors(1).contributors())
        .extracting(Contributor::client)
        .containsExactly("c0", "c1");
    assertThat(job.memory.list(ObjectKeys.rejections(TestJob.ID, 1))).isEmpty();
  }

  @Test
  void anUpdateIsAsLargeAsItsNumbersAHeaderAnd512BytesForEachTensor() {
    job.open(1);

    assertThat(job.plan(1).maxUpdateBytes()).isEqualTo(4 * 250 + 65_536 + 512 * 250);
  }
}
