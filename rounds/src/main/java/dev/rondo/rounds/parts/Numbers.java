package dev.rondo.rounds.parts;

import dev.rondo.rounds.aggregation.Accumulator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as a file has them: little endian. */
final class Numbers {

  private static final int BLOCK = 4096;

  private Numbers() {}

  static void floats(byte[] bytes, float[] target, int offset, int count) {
    little(bytes).asFloatBuffer().get(target, offset, count);
  }

  static void doubles(byte[] bytes, double[] target, int offset, int count) {
    little(bytes).asDoubleBuffer().get(target, offset, count);
  }

  /** {@code sum += weight x numbers}, a block at a time, which stays in the processor's cache. */
  static void addWeighted(byte[] bytes, double weight, Accumulator sum, int count) {
    addWeighted(bytes, weight, sum, count, BLOCK);
  }

  /** The same, with blocks of {@code blockLength} numbers. */
  static void addWeighted(
      byte[] bytes, double weight, Accumulator sum, int count, int blockLength) {
    float[] block = new float[blockLength];
    var floats = little(bytes).asFloatBuffer();
    for (int from = 0; from < count; from += blockLength) {
      int length = Math.min(blockLength, count - from);
      floats.get(block, 0, length);
      sum.add(from, block, weight, length);
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
