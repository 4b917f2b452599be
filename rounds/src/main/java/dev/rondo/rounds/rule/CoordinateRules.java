package dev.rondo.rounds.rule;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Rules that take each coordinate by itself, and so can be applied to any slice of the parameter
 * vector on which all updates are at hand. Their outcome does not depend on the updates' order.
 */
public final class CoordinateRules {

  /** Coordinates that are sorted at the same time: few, so that they stay in the cache. */
  private static final int BLOCK = 256;

  private CoordinateRules() {}

  /**
   * The middle value of every coordinate; of an even number of updates, the mean of the middle two
   * (Yin et al. 2018, definition 1).
   *
   * @param updates one row for each update, {@code length} numbers of each
   * @param length how many numbers of each row are meant
   * @param out where the {@code length} outcomes go
   */
  public static void median(float[][] updates, int length, double[] out) {
    int lower = (updates.length - 1) / 2;
    combine(updates, length, out, lower, updates.length - lower);
  }

  /**
   * The mean of every coordinate without its {@code floor(share x n)} smallest and as many of its
   * largest values (Yin et al. 2018, definition 2).
   *
   * @param updates one row for each update, {@code length} numbers of each
   * @param length how many numbers of each row are meant
   * @param share cut off at each end, 0 to below 0.5
   * @param out where the {@code length} outcomes go
   */
  public static void trimmedMean(float[][] updates, int length, double share, double[] out) {
    // 0.29 x 100 is 28.999999999999996 in doubles.
    int cut = BigDecimal.valueOf(share).multiply(BigDecimal.valueOf(updates.length)).intValue();
    combine(updates, length, out, cut, updates.length - cut);
  }

  /** The mean of each coordinate's sorted values from one rank to another. */
  private static void combine(float[][] updates, int length, double[] out, int from, int to) {
    int[][] keys = new int[updates.length][Math.min(BLOCK, length)];
    for (int begin = 0; begin < length; begin += BLOCK) {
      int count = Math.min(BLOCK, length - begin);
      for (int k = 0; k < keys.length; k++) {
        toKeys(updates[k], begin, keys[k], count);
      }
      SortingNetwork.sort(keys, count);
      Arrays.fill(out, begin, begin + count, 0);
      for (int k = from; k < to; k++) {
        addKeys(keys[k], out, begin, count);
      }
      for (int i = begin; i < begin + count; i++) {
        out[i] /= to - from;
      }
    }
  }

  /** Floats as integers in the same order. */
  private static void toKeys(float[] row, int begin, int[] keys, int count) {
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToRawIntBits(row[begin + i]);
      keys[i] = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
  }

  private static void addKeys(int[] keys, double[] out, int begin, int count) {
    for (int i = 0; i < count; i++) {
      int bits = keys[i] ^ (keys[i] >> 31 & Integer.MAX_VALUE);
      out[begin + i] += Float.intBitsToFloat(bits);
    }
  }
}
