package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.model.Role;
import java.util.Objects;

/**
 * A running weighted sum of updates, sum_k w_k Delta_k, in double precision, over the parameter
 * vector or a part of it. It is the kernel of every fold.
 *
 * <p>Each element is the sum of the updates in the order in which they are given, and every product
 * and every sum is rounded once: ((s + w_0 x_0) + w_1 x_1) + ... The number of updates in one call
 * and the length of the blocks do not change the bits; the order of the updates does. Several
 * updates in one call are faster, because the block of the sum is loaded from memory once for all
 * of them. The compiler vectorizes the loops (on Java 17 all but the conversion to double).
 *
 * <p>Not thread-safe, except for threads that work on disjoint elements.
 */
public final class Accumulator {

  /** Updates in one call. More than this gain little. */
  public static final int SIDE_BY_SIDE = 8;

  private final double[] sum;
  private final double step;

  /**
   * A sum of zeros.
   *
   * @param length of the vector or slice
   */
  public Accumulator(int length) {
    this(length, 0);
  }

  /**
   * A sum of zeros on a grid: the weighted numbers of each single update are rounded to multiples
   * of a step before they are added, so that sums are exact in any order.
   *
   * @param step a power of two; 0 does not round
   */
  public Accumulator(int length, double step) {
    this.sum = new double[length];
    this.step = step;
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

  /**
   * Adds a stretch of an update whose numbers are all in memory.
   *
   * @param numbers the update
   */
  void addStretch(float[] numbers, Stretch stretch, double weight) {
    if (!stretch.role().isUploaded()) {
      return;
    }
    boolean largest = stretch.role() == Role.MAX;
    for (int i = stretch.from(); i < stretch.to(); i++) {
      sum[i] = largest ? Math.max(sum[i], numbers[i]) : sum[i] + onGrid(weight * numbers[i]);
    }
  }

  /** Combines the same block of several updates as its role says; the rest as above. */
  void add(Role role, int offset, float[][] blocks, double[] weights, int updates, int length) {
    if (role == Role.MAX) {
      for (int k = 0; k < updates; k++) {
        max(offset, blocks[k], length);
      }
    } else if (role.isUploaded()) {
      add(offset, blocks, weights, updates, length);
    }
  }

  /** Combines a block of one update as its role says. */
  public void add(Role role, int offset, float[] block, double weight, int length) {
    if (role == Role.MAX) {
      max(offset, block, length);
    } else if (role.isUploaded() && step > 0) {
      for (int i = 0; i < length; i++) {
        sum[offset + i] += onGrid(weight * block[i]);
      }
    } else if (role.isUploaded()) {
      add(offset, block, weight, length);
    }
  }

  /**
   * Adds a block of a masked update, as numbers from 0 to 2^32 - 1. Sums of up to 2^21 of them are
   * exact in double precision, so their order does not matter.
   *
   * @param offset where in the sum the block begins
   * @param from index of the block's first number
   */
  public void addMasked(int offset, int[] numbers, int from, int length) {
    for (int i = 0; i < length; i++) {
      sum[offset + i] += Integer.toUnsignedLong(numbers[from + i]);
    }
  }

  private double onGrid(double number) {
    return step > 0 ? Math.rint(number / step) * step : number;
  }

  /** Combines a block of another sum, whose numbers have their weight already, as its role says. */
  void addSum(Role role, int offset, double[] block, int length) {
    if (role == Role.MAX) {
      max(offset, block, length);
    } else if (role.isUploaded()) {
      addWeighted(offset, block, length);
    }
  }

  /** Keeps the larger of each number and that of the sum. */
  private void max(int offset, float[] block, int length) {
    for (int i = 0; i < length; i++) {
      sum[offset + i] = Math.max(sum[offset + i], block[i]);
    }
  }

  private void max(int offset, double[] block, int length) {
    for (int i = 0; i < length; i++) {
      sum[offset + i] = Math.max(sum[offset + i], block[i]);
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
