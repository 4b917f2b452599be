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
 * <p>Functions measure {@link PairDistances} on slices of the parameter vector, and one choice is
 * made by the joined sums.
 */
public final class MultiKrum {

  private MultiKrum() {}

  /**
   * The updates to keep: n - F indices in ascending order. Of equal scores the smaller index wins.
   *
   * @param distances squared distances of whole updates
   * @param hostile F
   * @throws IllegalArgumentException when there are fewer than 2F + 3 updates
   */
  public static List<Integer> select(PairDistances distances, int hostile) {
    int updates = distances.updates();
    if (updates < 2L * hostile + 3) {
      throw new IllegalArgumentException(
          "Multi-Krum against %s hostile updates needs at least %s updates, but got %s"
              .formatted(hostile, 2L * hostile + 3, updates));
    }
    double[] scores = new double[updates];
    for (int i = 0; i < updates; i++) {
      scores[i] = score(distances, i, updates - hostile - 2);
    }
    return IntStream.range(0, updates)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> scores[i]).thenComparing(i -> i))
        .limit(updates - hostile)
        .sorted()
        .toList();
  }

  private static double score(PairDistances distances, int self, int neighbours) {
    double[] others = new double[distances.updates() - 1];
    for (int i = 0; i < others.length; i++) {
      others[i] = distances.between(self, i < self ? i : i + 1);
    }
    Arrays.sort(others);
    double sum = 0;
    for (int i = 0; i < neighbours; i++) {
      sum += others[i];
    }
    return sum;
  }
}
