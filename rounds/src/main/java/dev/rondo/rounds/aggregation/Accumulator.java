package dev.rondo.rounds.aggregation;

import java.util.Objects;

/**
 * A running weighted sum of updates, sum_k w_k Delta_k, in double precision, over the parameter
 * vector or a slice of it. The kernel of every fold.
 *
 * <p>Each element is summed up in the order in which updates are given, every product and every sum
 * rounded once: ((s + w_0 x_0) + w_1 x_1) + ... How many updates are given in one call, and in
 * blocks of what length, changes nothing in the bits; their order does. Several at once is faster:
 * the block of the sum comes from memory once for all of them. The loops are such that the compiler
 * makes vector instructions of them (on Java 17 of all but the conversion to double).
 *
 * <p>Not for several threads, except on elements that no other thread touches at the time.
 */
public final class Accumulator {

  /** So many updates in one call are worth the while; more bring little. */
  public static final int SIDE_BY_SIDE = 8;

  private final double[] sum;

  /**
   * A sum of nothing.
   *
   * @param length of the vector or slice
   */
  public Accumulator(int length) {
    this.sum = new double[length];
  }

  /** The sum, not copied. */
  public double[] sum() {
    return sum;
  }

  /**
   * Adds the same block of several updates.
   *
   * @param offset where in the sum the blocks' first number belongs
   * @param blocks the numbers of each update, first those of the update that is first in the order
   * @param weights of the updates
   * @param updates how many of the blocks and weights are there
   * @param length how many numbers of each block
   * @throws IndexOutOfBoundsException when that reaches beyond the sum or a block
   */
  public void add(int offset, float[][] blocks, double[] weights, int updates, int length) {
    Objects.checkFromIndexSize(offset, length, sum.length);
    for (int k = 0; k < updates; k++) {
      Objects.checkFromIndexSize(0, length, blocks[k].length);
    }
    int k = 0;
    for (; k + 4 <= updates; k += 4) {
      add(offset, blocks[k], blocks[k + 1], blocks[k + 2], blocks[k + 3], weights, k, length);
    }
    if (k + 2 <= updates) {
      add(offset, blocks[k], weights[k], blocks[k + 1], weights[k + 1], length);
      k += 2;
    }
    if (k < updates) {
      add(offset, blocks[k], weights[k], length);
    }
  }

  /** Adds a block of one update. */
  public void add(int offset, float[] block, double weight, int length) {
    for (int i = 0; i < length; i++) {
      sum[offset + i] += weight * block[i];
    }
  }

  private void add(int offset, float[] a, double weightA, float[] b, double weightB, int length) {
    for (int i = 0; i < length; i++) {
      sum[offset + i] = sum[offset + i] + weightA * a[i] + weightB * b[i];
    }
  }

  private void add(
      int offset, float[] a, float[] b, float[] c, float[] d, double[] weights, int k, int length) {
    double weightA = weights[k];
    double weightB = weights[k + 1];
    double weightC = weights[k + 2];
    double weightD = weights[k + 3];
    for (int i = 0; i < length; i++) {
      sum[offset + i] =
          sum[offset + i] + weightA * a[i] + weightB * b[i] + weightC * c[i] + weightD * d[i];
    }
  }

  /** Adds numbers that have their weight already: a block of another sum. */
  public void addWeighted(int offset, double[] block, int length) {
    for (int i = 0; i < length; i++) {
      sum[offset + i] += block[i];
    }
  }
}
