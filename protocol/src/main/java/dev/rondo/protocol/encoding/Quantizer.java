package dev.rondo.protocol.encoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes numbers in the encoding {@link Encoding#I8}. The scale of a block is its largest absolute
 * value divided by 127. A number is rounded up or down at random, so that its mean is the number
 * (stochastic rounding, as in QSGD, Alistarh et al. 2017). What is random depends on the seed and
 * the place of a number alone.
 */
final class Quantizer {

  private static final int LARGEST = 127;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final int BITS = 24;

  private final long seed;
  private final byte[] bytes = new byte[Float.BYTES + Encoding.BLOCK];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

  /** Where the encoded bytes go. */
  @FunctionalInterface
  interface Target {

    void write(byte[] source, int offset, int count) throws IOException;
  }

  Quantizer(long seed) {
    this.seed = seed;
  }

  /**
   * Writes one tensor.
   *
   * @param numbers of all tensors
   * @param offset of the tensor's first number, its place
   * @param count how many
   */
  void write(float[] numbers, int offset, int count, Target target) throws IOException {
    for (int done = 0; done < count; done += Encoding.BLOCK) {
      int length = Math.min(Encoding.BLOCK, count - done);
      block(numbers, offset + done, length);
      target.write(bytes, 0, Float.BYTES + length);
    }
  }

  private void block(float[] numbers, int offset, int length) {
    float largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, Math.abs(numbers[offset + i])); // NaN stays NaN.
    }
    float scale = Float.isFinite(largest) ? largest / LARGEST : Float.NaN;
    buffer.putFloat(0, scale);
    for (int i = 0; i < length; i++) {
      bytes[Float.BYTES + i] = scale > 0 ? rounded(numbers[offset + i], scale, offset + i) : 0;
    }
  }

  private byte rounded(float number, float scale, int place) {
    double random = (mixed(seed + GOLDEN * (place + 1)) >>> (Long.SIZE - BITS)) * 0x1p-24;
    double whole = Math.floor((double) number / scale + random);
    return (byte) Math.max(-LARGEST, Math.min(LARGEST, whole));
  }

  /** The finalizer of SplitMix64 (Steele et al. 2014). */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
