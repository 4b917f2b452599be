package dev.rondo.rounds.rule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Multi-Krum (Blanchard et al. 2017): of n updates, F of which may be hostile, it keeps the n - F
 * whose neighbours are closest. An update's score is the sum of its squared distances to its n - F
 * - 2 closest neighbours.
 *
 * <p>Squared distances add up over slices of the parameter vector, so each slice can be measured by
 * itself and one verdict made of the joined sums.
 */
public final class MultiKrum {

  private MultiKrum() {}

  /**
   * The squared Euclidean distance of every pair of updates on one slice, added to those of other
   * slices.
   *
   * @param updates one row for each update, {@code length} numbers of each
   * @param distances n x n, symmetric; to be added to
   */
  public static void addDistances(float[][] updates, int length, double[][] distances) {
    for (int a = 0; a < updates.length; a++) {
      for (int b = a + 1; b < updates.length; b++) {
        double distance = squaredDistance(updates[a], updates[b], length);
        distances[a][b] += distance;
        distances[b][a] += distance;
      }
    }
  }

  private static double squaredDistance(float[] a, float[] b, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  /**
   * The updates to keep: n - F indices in ascending order. Of equal scores the smaller index wins.
   *
   * @param distances squared distances of whole updates, n x n
   * @param hostile F
   * @throws IllegalArgumentException when there are fewer than 2F + 3 updates
   */
  public static List<Integer> select(double[][] distances, int hostile) {
    int updates = distances.length;
    if (updates < 2L * hostile + 3) {
      throw new IllegalArgumentException(
          "Multi-Krum against %s hostile updates needs at least %s updates, but got %s"
              .formatted(hostile, 2L * hostile + 3, updates));
    }
    double[] scores = new double[updates];
    for (int i = 0; i < updates; i++) {
      scores[i] = score(distances[i], i, updates - hostile - 2);
    }
    return IntStream.range(0, updates)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> scores[i]).thenComparing(i -> i))
        .limit(updates - hostile)
        .sorted()
        .toList();
  }

  private static double score(double[] row, int self, int neighbours) {
    double[] others = new double[row.length - 1];
    System.arraycopy(row, 0, others, 0, self);
    System.arraycopy(row, self + 1, others, self, row.length - self - 1);
    Arrays.sort(others);
    double sum = 0;
    for (int i = 0; i < neighbours; i++) {
      sum += others[i];
    }
    return sum;
  }
}
