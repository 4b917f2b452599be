package dev.rondo.protocol.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Objects;

/**
 * Writes a file front to back: the header at once, then the elements of tensor after tensor in the
 * header's order, in as many calls as the caller likes, each within one tensor; empty tensors are
 * passed over. Memory: one small buffer. Not for several threads.
 *
 * <p>Every method that writes throws {@link IllegalStateException} when the tensor at hand has
 * another type or less room left.
 */
public final class SafetensorsWriter implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private final TensorCursor cursor;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final FloatBuffer floats;
  private final DoubleBuffer doubles;
  private final LongBuffer longs;
  private final IntBuffer ints;
  private boolean closed;

  /** Writes the header to {@code out}, which needs no buffer of its own. */
  public SafetensorsWriter(OutputStream out, SafetensorsHeader header) throws IOException {
    this.out = out;
    this.cursor = new TensorCursor(header);
    ByteBuffer bytes = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    this.floats = bytes.asFloatBuffer();
    this.doubles = bytes.asDoubleBuffer();
    this.longs = bytes.asLongBuffer();
    this.ints = bytes.asIntBuffer();
    out.write(header.encode());
  }

  /** Puts elements into the buffer, from number {@code done} of those to be written. */
  @FunctionalInterface
  private interface Part {
    void put(int done, int part);
  }

  private void write(Dtype dtype, int count, Part source) throws IOException {
    cursor.take(dtype, count);
    int most = BUFFER_BYTES / dtype.bytes();
    for (int done = 0; done < count; done += most) {
      int part = Math.min(most, count - done);
      source.put(done, part);
      out.write(buffer, 0, part * dtype.bytes());
    }
  }

  /** Writes the next elements of an F32 tensor. */
  public void writeFloats(float[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    write(Dtype.F32, count, (done, part) -> floats.put(0, source, offset + done, part));
  }

  /** Writes the next elements of an F64 tensor. */
  public void writeDoubles(double[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    write(Dtype.F64, count, (done, part) -> doubles.put(0, source, offset + done, part));
  }

  /** Writes the next elements of a U32 tensor. */
  public void writeInts(int[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    write(Dtype.U32, count, (done, part) -> ints.put(0, source, offset + done, part));
  }

  /** Writes the next elements of an I64 tensor. */
  public void writeLongs(long[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    write(Dtype.I64, count, (done, part) -> longs.put(0, source, offset + done, part));
  }

  /** Writes the next elements of a tensor of any {@linkplain Dtype#isNumeric numeric} type. */
  public void writeNumbers(Dtype dtype, float[] source, int offset, int count) throws IOException {
    if (dtype == Dtype.F32) {
      writeFloats(source, offset, count);
      return;
    }
    Objects.checkFromIndexSize(offset, count, source.length);
    write(
        dtype,
        count,
        (done, part) -> {
          ByteBuffer bytes = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
          for (int i = 0; i < part; i++) {
            Numbers.put(bytes, dtype, source[offset + done + i]);
          }
        });
  }

  /** Writes the next bytes of a tensor of any type, little endian. */
  public void writeBytes(byte[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    cursor.takeBytes(count);
    out.write(source, offset, count);
  }

  /**
   * Flushes and closes the stream.
   *
   * @throws IllegalStateException when data are missing; the stream is closed all the same
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      out.flush();
    }
    if (cursor.left() > 0) {
      throw new IllegalStateException("%s bytes of data were not written".formatted(cursor.left()));
    }
  }
}
