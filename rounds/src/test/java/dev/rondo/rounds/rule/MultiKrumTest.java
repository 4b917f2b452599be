package dev.rondo.rounds.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MultiKrumTest {

  private static final float[][] UPDATES = {
    {1, 1, 0, 2}, {1.1f, 1, 0, 2}, {-40, 7, 9, 1}, {0.9f, 1, 0.1f, 2}, {1, 1.1f, 0, 2.1f}
  };

  private static double[][] distances(float[][] updates) {
    double[][] distances = new double[updates.length][updates.length];
    MultiKrum.addDistances(updates, updates[0].length, distances);
    return distances;
  }

  @Test
  void theUpdateThatLiesFarFromTheOthersIsLeftOut() {
    assertThat(MultiKrum.select(distances(UPDATES), 1)).isEqualTo(List.of(0, 1, 3, 4));
  }

  @Test
  void anUpdateIsScoredByItsClosestNeighboursAlone() {
    // On a line at 0, 1, 2, 3, 10 with F = 1: two neighbours count. 10 is as far as 49 + 64.
    float[][] line = {{0}, {1}, {2}, {3}, {10}};
    double[][] distances = distances(line);

    assertThat(distances[4]).containsExactly(100, 81, 64, 49, 0);
    assertThat(MultiKrum.select(distances, 1)).isEqualTo(List.of(0, 1, 2, 3));
  }

  @Test
  void theClosestNeighboursCountWhereverTheyAreAndNoMoreOfThemThanTheRuleSays() {
    // By two neighbours the scores are 10, 13, 10, 29 and 25. By one, by three, or by the first two
    // in the row, the update at 3 would be left out instead of the one at 12.
    float[][] line = {{7}, {10}, {6}, {12}, {3}};

    assertThat(MultiKrum.select(distances(line), 1)).isEqualTo(List.of(0, 1, 2, 4));
  }

  @Test
  void ofEqualScoresTheFirstAreKept() {
    assertThat(MultiKrum.select(new double[7][7], 2)).isEqualTo(List.of(0, 1, 2, 3, 4));
  }

  @Test
  void fewerThanTwiceTheHostileAndThreeIsAnError() {
    assertThatThrownBy(() -> MultiKrum.select(new double[6][6], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs at least 7 updates, but got 6");
  }

  @Property(tries = 50)
  void distancesOfSlicesAddUpToThoseOfTheWhole(@ForAll @IntRange(min = 1, max = 3) int cut) {
    double[][] joined = new double[UPDATES.length][UPDATES.length];
    MultiKrum.addDistances(slice(0, cut), cut, joined);
    MultiKrum.addDistances(slice(cut, 4), 4 - cut, joined);

    double[][] whole = distances(UPDATES);
    for (int i = 0; i < whole.length; i++) {
      for (int j = 0; j < whole.length; j++) {
        assertThat(joined[i][j])
            .isCloseTo(whole[i][j], org.assertj.core.data.Offset.offset(1e-9 * whole[i][j]));
      }
    }
    assertThat(MultiKrum.select(joined, 1)).isEqualTo(MultiKrum.select(whole, 1));
  }

  private static float[][] slice(int from, int to) {
    float[][] slice = new float[UPDATES.length][];
    for (int i = 0; i < slice.length; i++) {
      slice[i] = java.util.Arrays.copyOfRange(UPDATES[i], from, to);
    }
    return slice;
  }
}
