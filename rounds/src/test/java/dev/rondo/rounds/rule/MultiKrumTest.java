package dev.rondo.rounds.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MultiKrumTest {

  private static final float[][] UPDATES = {
    {1, 1, 0, 2}, {1.1f, 1, 0, 2}, {-40, 7, 9, 1}, {0.9f, 1, 0.1f, 2}, {1, 1.1f, 0, 2.1f}
  };

  private static PairDistances distances(float[][] updates) {
    PairDistances distances = new PairDistances(updates.length);
    distances.measure(updates, updates[0].length);
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
    PairDistances distances = distances(line);

    assertThat(IntStream.range(0, 5).mapToDouble(i -> distances.between(4, i)))
        .containsExactly(100.0, 81.0, 64.0, 49.0, 0.0);
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
    assertThat(MultiKrum.select(new PairDistances(7), 2)).isEqualTo(List.of(0, 1, 2, 3, 4));
  }

  @Test
  void fewerThanTwiceTheHostileAndThreeIsAnError() {
    assertThatThrownBy(() -> MultiKrum.select(new PairDistances(6), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs at least 7 updates, but got 6");
  }
}
