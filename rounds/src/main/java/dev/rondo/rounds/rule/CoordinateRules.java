package dev.rondo.rounds.rule;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Rules that take each coordinate by itself, and so can be applied to any slice of the parameter
 * vector on which all updates are at hand. Their outcome does not depend on the updates' order.
 */
public final class CoordinateRules {

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
    float[] column = new float[updates.length];
    for (int i = 0; i < length; i++) {
      for (int k = 0; k < column.length; k++) {
        column[k] = updates[k][i];
      }
      Arrays.sort(column);
      double sum = 0;
      for (int k = from; k < to; k++) {
        sum += column[k];
      }
      out[i] = sum / (to - from);
    }
  }
}
