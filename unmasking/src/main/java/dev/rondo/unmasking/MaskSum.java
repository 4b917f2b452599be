package dev.rondo.unmasking;

import dev.rondo.privacy.masks.MaskStream;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.SafetensorsWriter;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.SafetensorsContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The sum of masks, modulo 2^32, as a file with one tensor {@value #TENSOR} of U32. It is made
 * while it is written, a block of coordinates at a time, several blocks at once. Memory: 1 MiB for
 * each block in flight, for any number of contributors and coordinates.
 */
final class MaskSum {

  static final String KIND = "mask-sum";
  static final String TENSOR = "masks";

  private static final int BLOCK = 1 << 18;

  private final UnmaskRequest request;
  private final List<MaskStream> streams;
  private final Work work;

  /**
   * @param streams the masks of all contributors, in any order
   */
  MaskSum(UnmaskRequest request, List<MaskStream> streams, Work work) {
    this.request = request;
    this.streams = List.copyOf(streams);
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
    return new SafetensorsContent(
        SafetensorsHeader.of(metadata, List.of(new Tensor(TENSOR, Dtype.U32, List.of(count)))),
        this::write);
  }

  private void write(SafetensorsWriter writer) throws IOException {
    Deque<CompletableFuture<int[]>> begun = new ArrayDeque<>();
    byte[] bytes = new byte[BLOCK * Integer.BYTES];
    for (long from = request.from(); from < request.to() || !begun.isEmpty(); from += BLOCK) {
      if (from < request.to()) {
        long at = from;
        int length = (int) Math.min(BLOCK, request.to() - at);
        begun.add(work.begin(() -> sum(at, length)));
      }
      if (begun.size() == work.inFlight() || from >= request.to()) {
        int[] sum = Work.outcome(begun.remove());
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(sum);
        writer.writeBytes(bytes, 0, sum.length * Integer.BYTES);
      }
    }
  }

  private int[] sum(long from, int length) {
    int[] sum = new int[length];
    streams.forEach(stream -> stream.addTo(sum, from, length));
    return sum;
  }
}
