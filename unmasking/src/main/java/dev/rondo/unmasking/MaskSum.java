package dev.rondo.unmasking;

import dev.rondo.privacy.masks.MaskStream;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.SafetensorsContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sum of masks, modulo 2^32, as a file with one tensor {@value #TENSOR} of U32. With noise, it
 * is the sum of masks without the noise: whoever subtracts it from the sum of masked updates gets
 * the sum of the updates with the noise. It is made while it is written. Memory: 1 MiB for each
 * block in flight and up to 20 MiB more with noise, for any number of contributors and coordinates.
 */
final class MaskSum {

  static final String KIND = "mask-sum";
  static final String TENSOR = "masks";

  private final UnmaskRequest request;
  private final List<MaskStream> streams;
  private final Optional<SumNoise> noise;
  private final Work work;

  /**
   * @param streams the masks of all contributors, in any order
   */
  MaskSum(UnmaskRequest request, List<MaskStream> streams, Optional<SumNoise> noise, Work work) {
    this.request = request;
    this.streams = List.copyOf(streams);
    this.noise = noise;
    this.work = work;
  }

  Content content() {
    long count = request.to() - request.from();
    Map<String, String> metadata =
        Map.of(
            "kind", KIND,
            "job", request.job(),
            "round", Integer.toString(request.round()),
            "contributors", Integer.toString(streams.size()),
            "from", Long.toString(request.from()),
            "to", Long.toString(request.to()));
    InBlocks blocks = new InBlocks(request.from(), request.to(), work);
    return new SafetensorsContent(
        SafetensorsHeader.of(metadata, List.of(new Tensor(TENSOR, Dtype.U32, List.of(count)))),
        writer -> blocks.write(writer, this::bytes));
  }

  private byte[] bytes(long from, int length) {
    int[] sum = new int[length];
    streams.forEach(stream -> stream.addTo(sum, from, length));
    noise.ifPresent(added -> subtract(added.block(from, length).steps(), sum));
    byte[] bytes = new byte[length * Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(sum);
    return bytes;
  }

  private static void subtract(double[] steps, int[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] -= (int) (long) steps[i];
    }
  }
}
