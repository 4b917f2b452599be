package dev.rondo.rounds.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PairDistancesTest {

  private static float[][] rows(int updates, int length, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[updates][length];
    for (float[] row : rows) {
      for (int i = 0; i < length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  private static PairDistances measured(float[][] rows) {
    PairDistances distances = new PairDistances(rows.length);
    distances.measure(rows, rows[0].length);
    return distances;
  }

  /** More updates than a tile of 256 pairs, and numbers that do not fill a block of 64. */
  @Property(tries = 30)
  void eachDistanceHasTheBitsOfTheSumInTheOrderOfTheNumbers(
      @ForAll @IntRange(min = 2, max = 600) int updates,
      @ForAll @IntRange(min = 1, max = 150) int length) {
    float[][] rows = rows(updates, length, 31L * updates + length);
    PairDistances distances = measured(rows);

    for (int a = 0; a < updates; a++) {
      for (int b = 0; b < updates; b++) {
        double expected = 0;
        for (int i = 0; i < length; i++) {
          double difference = (double) rows[b][i] - rows[a][i];
          expected += difference * difference;
        }
        assertThat(distances.between(a, b)).isEqualTo(expected);
      }
    }
  }

  @Property(tries = 30)
  void howManyNumbersOneCallBringsChangesNoBit(
      @ForAll @IntRange(min = 2, max = 40) int updates,
      @ForAll @IntRange(min = 1, max = 149) int cut) {
    float[][] rows = rows(updates, 150, cut);
    PairDistances joined = new PairDistances(updates);
    joined.measure(slice(rows, 0, cut), cut);
    joined.measure(slice(rows, cut, 150), 150 - cut);

    assertThat(joined.triangle()).isEqualTo(measured(rows).triangle());
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    float[][] rows = rows(900, 130, 7);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (int threads : new int[] {1, 2, 3, 8}) {
        PairDistances distances = new PairDistances(rows.length);
        distances.measure(rows, 130, threads, pool);
        assertThat(distances.triangle()).isEqualTo(measured(rows).triangle());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void distancesOfSlicesAddUp() {
    float[][] rows = rows(5, 10, 3);
    PairDistances sum = measured(slice(rows, 0, 4));
    double[] rest = measured(slice(rows, 4, 10)).triangle();
    sum.add(0, rest, 7);
    sum.add(7, Arrays.copyOfRange(rest, 7, 10), 3);

    double[] whole = measured(rows).triangle();
    for (int pair = 0; pair < whole.length; pair++) {
      assertThat(sum.triangle()[pair])
          .isCloseTo(whole[pair], org.assertj.core.data.Offset.offset(1e-12 * whole[pair]));
    }
  }

  @Test
  void moreUpdatesThanAnArrayHasRoomForAreRefused() {
    assertThatThrownBy(() -> new PairDistances(65_537))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 65,536, but is 65537");
  }

  private static float[][] slice(float[][] rows, int from, int to) {
    return Arrays.stream(rows)
        .map(row -> Arrays.copyOfRange(row, from, to))
        .toArray(float[][]::new);
  }
}
