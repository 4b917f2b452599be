package dev.rondo.protocol.safetensors;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Files for the tests, whole and in memory. */
final class SafetensorsFiles {
  private SafetensorsFiles() {}

  /** A tensor of every kind that Rondo writes, and the odd ones: a scalar and an empty tensor. */
  static final SafetensorsHeader SAMPLE =
      SafetensorsHeader.of(
          Map.of("format", "np", "round", "12"),
          List.of(
              new Tensor("s", Dtype.I64, List.of()),
              new Tensor("e", Dtype.F32, List.of(0L, 3L)),
              new Tensor("w", Dtype.F32, List.of(2L, 2L)),
              new Tensor("b", Dtype.U8, List.of(3L))));

  static byte[] sample() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SafetensorsWriter writer = new SafetensorsWriter(out, SAMPLE)) {
      writer.writeLongs(new long[] {7}, 0, 1);
      writer.writeFloats(new float[] {1.5f, -2, 0, 3.25f}, 0, 4);
      writer.writeBytes(new byte[] {1, 2, 3}, 0, 3);
    }
    return out.toByteArray();
  }

  /** A file with any text as its header, followed by so many bytes of data. */
  static byte[] file(String header, int dataBytes) {
    return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  static byte[] file(byte[] header, int dataBytes) {
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  static SafetensorsHeader header(byte[] file) throws IOException {
    return SafetensorsHeader.read(new ByteArrayInputStream(file), file.length);
  }

  static SafetensorsReader open(byte[] file) throws IOException {
    return SafetensorsReader.open(new ByteArrayInputStream(file), file.length);
  }

  /** Reads a file whole, in pieces. */
  static byte[] dataOf(byte[] file, long declaredSize) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (SafetensorsReader reader =
        SafetensorsReader.open(new ByteArrayInputStream(file), declaredSize)) {
      byte[] piece = new byte[1000];
      for (Tensor tensor : reader.header().tensors()) {
        for (long left = tensor.bytes(); left > 0; left -= piece.length) {
          int count = (int) Math.min(left, piece.length);
          reader.readBytes(piece, 0, count);
          data.write(piece, 0, count);
        }
      }
    }
    return data.toByteArray();
  }

  /** Bytes from lines of hexadecimal digits, or of text after a colon; what follows # is said. */
  static byte[] golden(String lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String line : lines.lines().toList()) {
      if (line.startsWith(":")) {
        bytes.writeBytes(line.substring(1).getBytes(StandardCharsets.UTF_8));
      } else {
        String hex = line.replaceAll("#.*", "").replace(" ", "");
        bytes.writeBytes(HexFormat.of().parseHex(hex));
      }
    }
    return bytes.toByteArray();
  }

  /** The bytes that this thread has allocated so far; the difference of two calls is a cost. */
  static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
