package dev.rondo.unmasking;

import dev.rondo.protocol.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Makes a vector while it is written, a block of coordinates at a time, several blocks at once.
 *
 * @param from the first coordinate
 * @param to after the last coordinate
 */
record InBlocks(long from, long to, Work work) {

  private static final int BLOCK = 1 << 18;

  /** Makes the bytes of a block; several threads call it. */
  interface Maker {
    byte[] bytes(long from, int length);
  }

  void write(SafetensorsWriter writer, Maker maker) throws IOException {
    Deque<CompletableFuture<byte[]>> begun = new ArrayDeque<>();
    for (long at = from; at < to || !begun.isEmpty(); at += BLOCK) {
      if (at < to) {
        long first = at;
        int length = (int) Math.min(BLOCK, to - at);
        begun.add(work.begin(() -> maker.bytes(first, length)));
      }
      if (begun.size() == work.inFlight() || at >= to) {
        byte[] bytes = Work.outcome(begun.remove());
        writer.writeBytes(bytes, 0, bytes.length);
      }
    }
  }
}
