package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Rejection;
import dev.rondo.rounds.update.UpdateReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /** 16 MB of header would take more than 100 MB of memory, and no update of this model has it. */
  @Test
  void aHeaderThatIsLongerThanAnyOfAnUpdateOfThisModelIsRejectedBeforeItIsRead() throws Exception {
    TestJob large = TestJob.created(ModelLayout.of(TensorSpec.of("w", 5_000, 1_000)));
    large.open(1);
    UpdateReader reader = new UpdateReader(large.plan(1));

    UpdateReader.Opened opened = reader.open(declaring(16_000_000), 16_000_008);
    assertThat(opened)
        .isEqualTo(
            new Rejection(
                Rejection.Reason.MALFORMED,
                "The header declares 16000000 bytes, but at most 66048 are allowed"));
    assertThatThrownBy(() -> reader.open(declaring(66_048), 20_066_048))
        .as("the longest header is read")
        .hasMessage("read on");
  }

  /** A file that says how long its header is, and cannot be read any further. */
  private static InputStream declaring(long headerBytes) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(headerBytes).array();
    return new SequenceInputStream(
        new ByteArrayInputStream(length),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("read on");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            throw new IOException("read on");
          }
        });
  }
}
