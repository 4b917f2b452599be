package dev.rondo.unmasking;

import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.safetensors.SafetensorsReader;
import dev.rondo.protocol.testing.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the helper's answers. */
final class Answers {

  private Answers() {}

  static int[] read(MemoryStore store, UnmaskRequest request) {
    byte[] file = store.bytes(request.answer());
    int[] sum = new int[(int) (request.to() - request.from())];
    byte[] bytes = new byte[sum.length * Integer.BYTES];
    try (SafetensorsReader reader =
        SafetensorsReader.open(new ByteArrayInputStream(file), file.length)) {
      reader.readBytes(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(sum);
    return sum;
  }
}
