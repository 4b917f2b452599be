package dev.rondo.protocol.encoding;

import dev.rondo.protocol.safetensors.Half;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Decodes the numbers of a tensor front to back. Memory: one small buffer. Any bytes have a
 * meaning; a scale that is not finite gives numbers that are not finite.
 */
public final class NumberDecoder {

  private static final int BLOCKS_AT_A_TIME = 64;
  private static final int BUFFER_BYTES =
      BLOCKS_AT_A_TIME * (Float.BYTES + Encoding.BLOCK) + Encoding.BLOCK;

  private final Encoding encoding;
  private final Source source;
  private final byte[] bytes = new byte[BUFFER_BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

  /** The scale of the block at hand, and how many of its numbers have not been read. */
  private float scale;

  private int left;

  /** Where the encoded bytes come from. */
  @FunctionalInterface
  public interface Source {

    /** Reads exactly this many bytes. */
    void read(byte[] target, int offset, int count) throws IOException;
  }

  /**
   * @param source the bytes of the tensor, or of a block of it and all after it
   */
  public NumberDecoder(Encoding encoding, Source source) {
    this.encoding = encoding;
    this.source = source;
  }

  /** Passes over numbers. */
  public void skip(int count) throws IOException {
    float[] unused = new float[Math.min(count, Encoding.BLOCK)];
    for (int done = 0; done < count; done += unused.length) {
      read(unused, 0, Math.min(unused.length, count - done));
    }
  }

  /** Reads the next numbers of the tensor. */
  public void read(float[] target, int offset, int count) throws IOException {
    for (int done = 0; done < count; ) {
      done +=
          switch (encoding) {
            case I8 -> blocks(target, offset + done, count - done);
            case F32 -> plain(Float.BYTES, target, offset + done, count - done);
            case F16, BF16 -> plain(Short.BYTES, target, offset + done, count - done);
            case MASKED -> throw new IllegalStateException("Masked numbers are integers");
          };
    }
  }

  private int plain(int width, float[] target, int offset, int most) throws IOException {
    int count = Math.min(most, BUFFER_BYTES / width);
    source.read(bytes, 0, count * width);
    for (int i = 0; i < count; i++) {
      target[offset + i] =
          switch (encoding) {
            case F16 -> Half.fromF16(buffer.getShort(Short.BYTES * i));
            case BF16 -> Half.fromBf16(buffer.getShort(Short.BYTES * i));
            default -> buffer.getFloat(Float.BYTES * i);
          };
    }
    return count;
  }

  /** The rest of the block at hand, and the blocks after it. */
  private int blocks(float[] target, int offset, int most) throws IOException {
    int count = Math.min(most, left + BLOCKS_AT_A_TIME * Encoding.BLOCK);
    int rest = Math.min(left, count);
    source.read(bytes, 0, rest + Math.toIntExact(encoding.bytes(count - rest)));
    int at = 0;
    for (int done = 0; done < count; ) {
      if (left == 0) {
        scale = buffer.getFloat(at);
        at += Float.BYTES;
        left = Encoding.BLOCK;
      }
      int length = Math.min(left, count - done);
      for (int i = 0; i < length; i++) {
        target[offset + done + i] = scale * bytes[at + i];
      }
      at += length;
      done += length;
      left -= length;
    }
    return count;
  }
}
