package dev.rondo.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BltTest {
  static final Blt OF_100_ROUNDS =
      new Blt(
          List.of(0.9999999981322227, 0.8310141737387731),
          List.of(0.02586191841323363, 0.5334211544770179));
  static final Blt OF_1000_ROUNDS =
      new Blt(
          List.of(0.9999999998047252, 0.9813964489529138, 0.6281403995546261),
          List.of(0.008382195462965177, 0.21524416408938518, 0.27552732700551286));
  static final Blt OF_2000_ROUNDS =
      new Blt(
          List.of(0.9999999997758109, 0.9944691455343705, 0.9058933963656023, 0.5100964205960299),
          List.of(
              0.007390225336794856, 0.10187153200055335, 0.1842226334368204, 0.20562770612106157));

  @Test
  void sensitivityAndErrorsAreThoseOfJaxPrivacy() {
    check(OF_100_ROUNDS, 100, new Participation(10, 10), 6.164112, 2.036623, 1.717700);
    check(OF_1000_ROUNDS, 1000, new Participation(10, 100), 6.842605, 2.175233, 1.888955);
    check(OF_2000_ROUNDS, 2000, new Participation(5, 400), 4.590401, 2.054409, 1.857120);
  }

  private static void check(
      Blt blt,
      int rounds,
      Participation participation,
      double sensitivity,
      double max,
      double rmse) {
    assertThat(blt.sensitivity(rounds, participation))
        .isCloseTo(sensitivity, within(1e-6 * sensitivity));
    assertThat(blt.maxError(rounds)).isCloseTo(max, within(1e-6 * max));
    assertThat(blt.rootMeanSquareError(rounds)).isCloseTo(rmse, within(1e-6 * rmse));
  }

  @Test
  void theMatrixTimesItsInverseIsTheIdentity() {
    int rounds = 300;
    double[] column = OF_2000_ROUNDS.coefficients(rounds);
    double[] inverse = OF_2000_ROUNDS.inverse(rounds);

    for (int i = 0; i < rounds; i++) {
      double product = 0;
      for (int j = 0; j <= i; j++) {
        product += column[i - j] * inverse[j];
      }
      assertThat(product).as("row %d", i).isCloseTo(i == 0 ? 1 : 0, within(1e-13));
    }
  }

  @Test
  void coefficientsAreSumsOfPowers() {
    Blt blt = new Blt(List.of(0.5, 0.25), List.of(0.3, 0.2));

    assertThat(blt.coefficients(4)).containsExactly(1, 0.5, 0.2, 0.0875);
    assertThat(blt.coefficients(0)).isEmpty();
  }

  /** The recurrence that the class documents, for noise in every round. */
  @Test
  void buffersOfPastNoiseSolveTheSystem() {
    int rounds = 200;
    double[] inverse = OF_1000_ROUNDS.inverse(rounds);
    double[] buffers = new double[OF_1000_ROUNDS.buffers()];
    for (int t = 0; t < rounds; t++) {
      double noise = drawn(t);
      for (int j = 0; j < buffers.length; j++) {
        noise -= OF_1000_ROUNDS.omega().get(j) * buffers[j];
      }
      for (int j = 0; j < buffers.length; j++) {
        buffers[j] = OF_1000_ROUNDS.theta().get(j) * buffers[j] + noise;
      }

      double dense = 0;
      for (int i = 0; i <= t; i++) {
        dense += inverse[t - i] * drawn(i);
      }
      assertThat(noise).as("round %d", t).isCloseTo(dense, within(1e-12));
    }
  }

  private static double drawn(int round) {
    return Math.sin(1.7 * round * round);
  }

  /** All sets of rounds that a cap and a separation permit. */
  @Test
  void noPermittedSetOfRoundsExceedsTheSensitivity() {
    int rounds = 12;
    Blt blt = new Blt(List.of(0.97, 0.4), List.of(0.3, 0.4));
    for (int cap = 1; cap <= 4; cap++) {
      for (int separation = 1; separation <= 7; separation++) {
        double worst = 0;
        for (SortedSet<Integer> set : sets(rounds, cap, separation)) {
          worst = Math.max(worst, blt.sensitivity(rounds, set));
        }

        assertThat(blt.sensitivity(rounds, new Participation(cap, separation)))
            .as("cap %d, separation %d", cap, separation)
            .isCloseTo(worst, within(1e-13));
      }
    }
  }

  private static List<SortedSet<Integer>> sets(int rounds, int cap, int separation) {
    List<SortedSet<Integer>> sets = new ArrayList<>();
    for (int bits = 0; bits < 1 << rounds; bits++) {
      if (Integer.bitCount(bits) > cap) {
        continue;
      }
      SortedSet<Integer> set = new TreeSet<>();
      boolean permitted = true;
      for (int i = 0; i < rounds; i++) {
        if ((bits & 1 << i) != 0) {
          permitted &= set.isEmpty() || i - set.last() >= separation;
          set.add(i);
        }
      }
      if (permitted) {
        sets.add(set);
      }
    }
    return sets;
  }

  @Test
  void errorsAreThoseOfTheDenseMatrices() {
    int rounds = 40;
    double[] inverse = OF_100_ROUNDS.inverse(rounds);
    double total = 0;
    double most = 0;
    for (int row = 0; row < rounds; row++) {
      double variance = 0;
      for (int column = 0; column <= row; column++) {
        double entry = 0;
        for (int i = 0; i <= row - column; i++) {
          entry += inverse[i];
        }
        variance += entry * entry;
      }
      total += variance;
      most = Math.max(most, variance);
    }

    assertThat(OF_100_ROUNDS.maxError(rounds)).isCloseTo(Math.sqrt(most), within(1e-12));
    assertThat(OF_100_ROUNDS.rootMeanSquareError(rounds))
        .isCloseTo(Math.sqrt(total / rounds), within(1e-12));
  }

  @Test
  void moreRoundsMoreContributionsAndLessSeparationCostMore() {
    double sensitivity = OF_100_ROUNDS.sensitivity(100, new Participation(5, 10));

    assertThat(OF_100_ROUNDS.sensitivity(99, new Participation(5, 10))).isLessThan(sensitivity);
    assertThat(OF_100_ROUNDS.sensitivity(100, new Participation(4, 10))).isLessThan(sensitivity);
    assertThat(OF_100_ROUNDS.sensitivity(100, new Participation(5, 11))).isLessThan(sensitivity);
    assertThat(OF_100_ROUNDS.sensitivity(0, new Participation(5, 10))).isZero();
    assertThat(OF_100_ROUNDS.sensitivity(100, Participation.unlimited()))
        .isEqualTo(OF_100_ROUNDS.sensitivity(100, new Participation(100, 1)));
  }

  @Test
  void matricesWhoseCoefficientsCouldIncreaseAreRefused() {
    assertThatThrownBy(() -> new Blt(List.of(0.5, 0.4), List.of(0.7, 0.4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The sum of omega must be at most 1, but is 1.1");
    assertThatThrownBy(() -> new Blt(List.of(0.5), List.of(-0.1)))
        .hasMessage("omega must be 0 or more, but is -0.1");
    assertThatThrownBy(() -> new Blt(List.of(1.0), List.of(0.1)))
        .hasMessage("theta must be between 0 and 1, but is 1.0");
    assertThatThrownBy(() -> new Blt(List.of(0.5), List.of(0.1, 0.1)))
        .hasMessage("theta and omega must be two lists of 1 to 4 numbers, but have 1 and 2");
    assertThatThrownBy(() -> OF_100_ROUNDS.sensitivity(10, new TreeSet<>(List.of(10))))
        .hasMessage("contributed must be rounds from 0 to 9, but has 10");
  }
}
