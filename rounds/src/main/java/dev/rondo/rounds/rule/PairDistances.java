package dev.rondo.rounds.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The squared Euclidean distance of every pair of n updates, as a triangle of doubles: {@code n (n
 * - 1) / 2} numbers of 8 bytes. Squared distances add up over slices of the parameter vector, so
 * each slice can be measured by itself.
 *
 * <p>Each distance is the sum of the squared differences in the order of the numbers, {@code ((s +
 * d_0^2) + d_1^2) + ...}, each step rounded once. So its bits depend neither on the number of
 * threads nor on how many numbers one call brings. The loop runs over pairs and not over numbers,
 * because the compiler vectorizes it only if each pair has a sum of its own.
 */
public final class PairDistances {

  /** Numbers whose columns are in the processor's cache together. */
  private static final int COLUMNS = 64;

  /** Pairs of one update that are processed at a time: their sums stay in the first cache. */
  private static final int PAIRS = 256;

  /** Numbers that go into a sum while it is loaded once. */
  private static final int AT_ONCE = 4;

  private final int updates;
  private final double[] triangle;

  /**
   * Distances of 0.
   *
   * @param updates n
   * @throws IllegalArgumentException if no array is that large: above 65,536
   */
  public PairDistances(int updates) {
    long pairs = pairs(updates);
    if (updates < 0 || pairs > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "The number of updates must be 0 to 65,536, but is " + updates);
    }
    this.updates = updates;
    this.triangle = new double[(int) pairs];
  }

  /** n (n - 1) / 2. */
  public static long pairs(int updates) {
    return (long) updates * (updates - 1) / 2;
  }

  /** n. */
  public int updates() {
    return updates;
  }

  /** The distances of 0-1, 0-2, ..., 1-2, ..., not copied. */
  public double[] triangle() {
    return triangle;
  }

  /** The distance between two updates; 0 between an update and itself. */
  public double between(int a, int b) {
    return a == b ? 0 : triangle[place(Math.min(a, b), Math.max(a, b))];
  }

  /** Adds distances of another slice from this place of the triangle on. */
  public void add(int offset, double[] block, int length) {
    Objects.checkFromIndexSize(offset, length, triangle.length);
    for (int i = 0; i < length; i++) {
      triangle[offset + i] += block[i];
    }
  }

  /**
   * Adds the squared differences of some numbers, in the caller's thread.
   *
   * @param rows the numbers of each update
   * @param length how many numbers of each row
   */
  public void measure(float[][] rows, int length) {
    measure(rows, length, 1, Runnable::run);
  }

  /**
   * The same in several threads; the bits are the same.
   *
   * @param threads that compute, the caller's included
   * @param executor runs the others
   */
  public void measure(float[][] rows, int length, int threads, Executor executor) {
    if (rows.length != updates) {
      throw new IllegalArgumentException(
          "The number of rows must be %s, but is %s".formatted(updates, rows.length));
    }
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int share = 1; share < threads; share++) {
      int mine = share;
      others.add(CompletableFuture.runAsync(() -> measure(rows, length, mine, threads), executor));
    }
    measure(rows, length, 0, threads);
    others.forEach(PairDistances::await);
  }

  private static void await(CompletableFuture<Void> other) {
    try {
      other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  /** One thread's share: every so-many-th tile of pairs. */
  private void measure(float[][] rows, int length, int share, int shares) {
    double[][] columns = new double[COLUMNS][Math.min(PAIRS, updates)];
    double[] row = new double[COLUMNS];
    double[] sums = new double[PAIRS];
    int tile = 0;
    for (int low = 0; low < updates; low += PAIRS, tile++) {
      if (tile % shares != share) {
        continue;
      }
      int high = Math.min(updates, low + PAIRS);
      for (int from = 0; from < length; from += COLUMNS) {
        int count = Math.min(COLUMNS, length - from);
        transpose(rows, low, high, from, count, columns);
        for (int a = 0; a < high - 1; a++) {
          for (int i = 0; i < count; i++) {
            row[i] = rows[a][from + i];
          }
          int first = Math.max(low, a + 1);
          int at = place(a, first);
          System.arraycopy(triangle, at, sums, first - low, high - first);
          add(sums, row, columns, count, first - low, high - low);
          System.arraycopy(sums, first - low, triangle, at, high - first);
        }
      }
    }
  }

  private static void transpose(
      float[][] rows, int low, int high, int from, int count, double[][] columns) {
    for (int b = low; b < high; b++) {
      float[] row = rows[b];
      for (int i = 0; i < count; i++) {
        columns[i][b - low] = row[from + i];
      }
    }
  }

  /** Adds the differences of one update to those of a tile from one to another. */
  private static void add(
      double[] sums, double[] row, double[][] columns, int count, int from, int to) {
    int i = 0;
    for (; i + AT_ONCE <= count; i += AT_ONCE) {
      addFour(sums, row, columns, i, from, to);
    }
    for (; i < count; i++) {
      double x = row[i];
      double[] column = columns[i];
      for (int k = from; k < to; k++) {
        double d = column[k] - x;
        sums[k] += d * d;
      }
    }
  }

  private static void addFour(
      double[] sums, double[] row, double[][] columns, int i, int from, int to) {
    double[] c0 = columns[i];
    double[] c1 = columns[i + 1];
    double[] c2 = columns[i + 2];
    double[] c3 = columns[i + 3];
    double x0 = row[i];
    double x1 = row[i + 1];
    double x2 = row[i + 2];
    double x3 = row[i + 3];
    for (int k = from; k < to; k++) {
      double d0 = c0[k] - x0;
      double d1 = c1[k] - x1;
      double d2 = c2[k] - x2;
      double d3 = c3[k] - x3;
      sums[k] = sums[k] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
    }
  }

  /** Where the distance of a to b is, for a below b. */
  private int place(int a, int b) {
    return (int) ((long) a * (2L * updates - a - 1) / 2) + (b - a - 1);
  }
}
