package dev.rondo.rounds.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CoordinateRulesTest {

  @Test
  void theMedianIsTheMiddleValueOrTheMeanOfTheMiddleTwo() {
    double[] out = new double[2];

    CoordinateRules.median(new float[][] {{1, -5}, {100, 0}, {2, 5}}, 2, out);
    assertThat(out).containsExactly(2, 0);

    CoordinateRules.median(new float[][] {{1, -5}, {100, 0}, {2, 5}, {3, 6}}, 2, out);
    assertThat(out).containsExactly(2.5, 2.5);
  }

  @Test
  void theTrimmedMeanLeavesOutAShareAtEachEnd() {
    float[][] updates = {{-1000}, {1}, {2}, {3}, {1000}};
    double[] out = new double[1];

    CoordinateRules.trimmedMean(updates, 1, 0.2, out);
    assertThat(out[0]).isEqualTo(2);

    CoordinateRules.trimmedMean(updates, 1, 0.1, out);
    assertThat(out[0]).as("a tenth of five is nobody").isEqualTo(1.2);
  }

  @Test
  void theShareThatIsCutOffIsThatOfDecimalNumbers() {
    float[][] updates = new float[100][1];
    for (int k = 0; k < 29; k++) {
      updates[k][0] = 1000;
    }
    double[] out = new double[1];

    CoordinateRules.trimmedMean(updates, 1, 0.29, out);
    assertThat(out[0]).as("29 of 100 are cut off at each end").isZero();
  }

  /** More coordinates than are sorted at a time, and any number of updates. */
  @Property(tries = 60)
  void theBitsAreThoseOfEachCoordinateSortedByItself(
      @ForAll @IntRange(min = 1, max = 300) int updates,
      @ForAll @IntRange(min = 1, max = 600) int length) {
    Random random = new Random(updates * 1000L + length);
    float[][] rows = new float[updates][length];
    for (float[] row : rows) {
      for (int i = 0; i < length; i++) {
        row[i] = random.nextInt(8) == 0 ? -0.0f : (float) random.nextGaussian() * 1e3f;
      }
    }
    double[] median = new double[length];
    double[] trimmed = new double[length];
    CoordinateRules.median(rows, length, median);
    CoordinateRules.trimmedMean(rows, length, 0.1, trimmed);

    int cut = updates / 10;
    for (int i = 0; i < length; i++) {
      float[] column = new float[updates];
      for (int k = 0; k < updates; k++) {
        column[k] = rows[k][i];
      }
      Arrays.sort(column);
      double middle =
          (double) column[(updates - 1) / 2] + (updates % 2 == 0 ? column[updates / 2] : 0);
      double sum = 0;
      for (int k = cut; k < updates - cut; k++) {
        sum += column[k];
      }
      assertThat(median[i]).isEqualTo(updates % 2 == 0 ? middle / 2 : middle);
      assertThat(trimmed[i]).isEqualTo(sum / (updates - 2 * cut));
    }
  }

  @Property(tries = 200)
  void theOrderOfTheUpdatesDoesNotMatter(
      @ForAll @Size(min = 1, max = 9) List<Float> values, @ForAll @IntRange(max = 49) int percent) {
    List<Float> finite = values.stream().filter(Float::isFinite).toList();
    if (finite.isEmpty()) {
      return;
    }
    List<Float> shuffled = new ArrayList<>(finite);
    Collections.shuffle(shuffled, new Random(7));

    assertThat(both(shuffled, percent / 100.0)).isEqualTo(both(finite, percent / 100.0));
  }

  @Property(tries = 200)
  void fewHostileUpdatesDoNotLeaveTheHonestValuesRange(
      @ForAll @Size(min = 3, max = 6)
          List<@net.jqwik.api.constraints.FloatRange(min = -9, max = 9) Float> honest,
      @ForAll @Size(max = 2) List<Float> hostile) {
    List<Float> all = new ArrayList<>(honest);
    hostile.stream().filter(Float::isFinite).forEach(all::add);

    for (double outcome : both(all, 0.4)) {
      assertThat(outcome).isBetween(Collections.min(honest) * 1.0, Collections.max(honest) * 1.0);
    }
  }

  private static double[] both(List<Float> values, double share) {
    float[][] updates = new float[values.size()][1];
    for (int i = 0; i < updates.length; i++) {
      updates[i][0] = values.get(i);
    }
    double[] median = new double[1];
    double[] trimmed = new double[1];
    CoordinateRules.median(updates, 1, median);
    CoordinateRules.trimmedMean(updates, 1, share, trimmed);
    return Arrays.copyOf(new double[] {median[0], trimmed[0]}, 2);
  }
}
