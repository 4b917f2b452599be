package dev.rondo.protocol.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Objects;

/**
 * Reads a file's data front to back, tensor after tensor in the header's order. The caller asks for
 * the elements that it wants next, as many as it has room for, within one tensor; empty tensors are
 * passed over. Memory: one small buffer, whatever the file's size. Not for several threads.
 *
 * <p>Every method that reads throws {@link MalformedSafetensorsException} when the file ends before
 * the data do, {@link IllegalStateException} when the tensor at hand has another type or fewer
 * elements left, and {@link IndexOutOfBoundsException} when the target is too small.
 */
public final class SafetensorsReader implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final SafetensorsHeader header;
  private final TensorCursor cursor;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final FloatBuffer floats;
  private final DoubleBuffer doubles;
  private final LongBuffer longs;
  private final IntBuffer ints;

  private SafetensorsReader(InputStream in, SafetensorsHeader header) {
    this.in = in;
    this.header = header;
    this.cursor = new TensorCursor(header);
    ByteBuffer bytes = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    this.floats = bytes.asFloatBuffer();
    this.doubles = bytes.asDoubleBuffer();
    this.longs = bytes.asLongBuffer();
    this.ints = bytes.asIntBuffer();
  }

  /**
   * Reads the header.
   *
   * @param in the file from its first byte on; closed by {@link #close}, or at once when this fails
   * @param fileSize the size of the whole file in bytes, as the store tells it
   * @throws MalformedSafetensorsException when the file breaks a rule of the format
   * @throws IOException when {@code in} cannot be read
   */
  public static SafetensorsReader open(InputStream in, long fileSize) throws IOException {
    return open(in, fileSize, SafetensorsHeader.MAX_HEADER_BYTES);
  }

  /**
   * As {@link #open(InputStream, long)}, with another bound on the header.
   *
   * @param maxHeaderBytes the longest header to read, without the 8 bytes of its length
   */
  public static SafetensorsReader open(InputStream in, long fileSize, int maxHeaderBytes)
      throws IOException {
    try {
      return new SafetensorsReader(in, SafetensorsHeader.read(in, fileSize, maxHeaderBytes));
    } catch (IOException | RuntimeException e) {
      try {
        in.close();
      } catch (IOException onClose) {
        e.addSuppressed(onClose);
      }
      throw e;
    }
  }

  public SafetensorsHeader header() {
    return header;
  }

  /** Takes the elements of the buffer, whose first one is number {@code done} of those wanted. */
  @FunctionalInterface
  private interface Part {
    void take(int done, int part);
  }

  private void read(Dtype dtype, int count, Part target) throws IOException {
    cursor.take(dtype, count);
    int most = BUFFER_BYTES / dtype.bytes();
    for (int done = 0; done < count; done += most) {
      int part = Math.min(most, count - done);
      fill(buffer, 0, part * dtype.bytes());
      target.take(done, part);
    }
  }

  /** Reads the next elements of an F32 tensor. */
  public void readFloats(float[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    read(Dtype.F32, count, (done, part) -> floats.get(0, target, offset + done, part));
  }

  /** Reads the next elements of an F64 tensor. */
  public void readDoubles(double[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    read(Dtype.F64, count, (done, part) -> doubles.get(0, target, offset + done, part));
  }

  /** Reads the next elements of a U32 tensor; the bits of each are those of an {@code int}. */
  public void readInts(int[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    read(Dtype.U32, count, (done, part) -> ints.get(0, target, offset + done, part));
  }

  /** Reads the next elements of an I64 tensor. */
  public void readLongs(long[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    read(Dtype.I64, count, (done, part) -> longs.get(0, target, offset + done, part));
  }

  /** Reads the next elements of a tensor of any {@linkplain Dtype#isNumeric numeric} type. */
  public void readNumbers(Dtype dtype, float[] target, int offset, int count) throws IOException {
    if (dtype == Dtype.F32) {
      readFloats(target, offset, count);
      return;
    }
    Objects.checkFromIndexSize(offset, count, target.length);
    read(
        dtype,
        count,
        (done, part) -> {
          ByteBuffer bytes = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
          for (int i = 0; i < part; i++) {
            target[offset + done + i] = Numbers.get(bytes, dtype);
          }
        });
  }

  /** Reads the next bytes of a tensor of any type. */
  public void readBytes(byte[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    cursor.takeBytes(count);
    fill(target, offset, count);
  }

  /** Passes over bytes, past the ends of tensors if need be. */
  public void skip(long bytes) throws IOException {
    cursor.skip(bytes);
    // Read, not InputStream.skip: a file's stream lets itself be skipped beyond its end.
    for (long left = bytes; left > 0; left -= BUFFER_BYTES) {
      fill(buffer, 0, (int) Math.min(left, BUFFER_BYTES));
    }
  }

  /** Closes the stream, wherever the reading stands. */
  @Override
  public void close() throws IOException {
    in.close();
  }

  private void fill(byte[] target, int offset, int count) throws IOException {
    int filled = in.readNBytes(target, offset, count);
    if (filled < count) {
      throw new MalformedSafetensorsException(
          "The file ends before its %s bytes of data".formatted(header.dataBytes()));
    }
  }
}
