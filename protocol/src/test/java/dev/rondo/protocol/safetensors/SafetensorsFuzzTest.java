package dev.rondo.protocol.safetensors;

import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Any bytes as a safetensors file, whose size a store may also tell wrong. */
class SafetensorsFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    return Fuzz.of(
            SafetensorsFuzzTest.class,
            SafetensorsFuzzTest::parse,
            MalformedSafetensorsException.class)
        // A tensor takes 50 bytes of header; it is read twice here, and made once more.
        .allocating(1 << 20, 192);
  }

  private static void parse(byte[] file) throws IOException {
    try {
      read(file, 1L << 62);
    } catch (MalformedSafetensorsException e) {
      // As it has to: there are not so many bytes.
    }
    read(withRightLength(file), file.length);
  }

  private static void read(byte[] file, long size) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(new ByteArrayInputStream(file), size)) {
      SafetensorsHeader header = reader.header();
      if (!SafetensorsHeader.of(header.metadata(), header.tensors()).equals(header)) {
        throw new AssertionError("what was read cannot be written: " + header);
      }
      reader.skip(header.dataBytes());
    }
  }

  /** Mutations of the JSON would all be refused for its length, were it not set again. */
  private static byte[] withRightLength(byte[] file) {
    int end = file.length - 1;
    while (end >= Long.BYTES && file[end] != '}') {
      end--;
    }
    boolean damaged = file.length >= Long.BYTES && file[7] == 0 && end >= Long.BYTES;
    if (damaged) {
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(end + 1L - Long.BYTES);
    }
    return file;
  }
}
