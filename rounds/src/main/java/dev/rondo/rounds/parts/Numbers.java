package dev.rondo.rounds.parts;

import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.rounds.aggregation.Accumulator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** Numbers as a file has them: little endian. */
final class Numbers {

  private static final int BLOCK = 4096;

  private Numbers() {}

  static void floats(byte[] bytes, float[] target, int offset, int count) {
    floats(bytes, 0, target, offset, count);
  }

  /** Some of the numbers, of which {@code from} is the first. */
  static void floats(byte[] bytes, int from, float[] target, int offset, int count) {
    little(bytes).asFloatBuffer().get(from, target, offset, count);
  }

  static void doubles(byte[] bytes, double[] target, int offset, int count) {
    little(bytes).asDoubleBuffer().get(target, offset, count);
  }

  static void ints(byte[] bytes, int[] target, int count) {
    little(bytes).asIntBuffer().get(target, 0, count);
  }

  /** Adds a stretch of masked numbers to a sum, a block at a time. */
  static void addMasked(byte[] bytes, Stretch stretch, Accumulator sum) {
    int[] block = new int[BLOCK];
    IntBuffer ints = little(bytes).asIntBuffer();
    for (int at = stretch.from(); at < stretch.to(); at += BLOCK) {
      int length = Math.min(BLOCK, stretch.to() - at);
      ints.get(at, block, 0, length);
      sum.addMasked(at, block, 0, length);
    }
  }

  /**
   * Adds a stretch of numbers to a sum, a block at a time, which stays in the processor's cache.
   */
  static void add(byte[] bytes, Stretch stretch, double weight, Accumulator sum) {
    add(bytes, stretch, weight, sum, BLOCK);
  }

  /** The same, with blocks of {@code blockLength} numbers. */
  static void add(byte[] bytes, Stretch stretch, double weight, Accumulator sum, int blockLength) {
    if (!stretch.role().isUploaded()) {
      return; // Updates leave it out.
    }
    float[] block = new float[blockLength];
    var floats = little(bytes).asFloatBuffer();
    for (int at = stretch.from(); at < stretch.to(); at += blockLength) {
      int length = Math.min(blockLength, stretch.to() - at);
      floats.get(at, block, 0, length);
      sum.add(stretch.role(), at, block, weight, length);
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
