package dev.rondo.privacy.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {

  @Test
  void aDeviationHasAMillionSteps() {
    assertThat(Grid.of(1)).isEqualTo(new Grid(0x1p-20, 1 << 20));
    assertThat(Grid.of(0.75)).isEqualTo(new Grid(0x1p-21, 3 << 19));
    assertThat(Grid.of(Math.nextDown(2.0))).isEqualTo(new Grid(0x1p-20, 1 << 21));
    assertThat(Grid.of(0.274).standardDeviation()).isEqualTo(0.274, within(1e-6));
  }

  @Property
  void noiseIsNeverSmallerThanAsked(@ForAll @DoubleRange(min = -9, max = 9) double power) {
    double sigma = Math.pow(10, power);
    Grid grid = Grid.of(sigma);
    assertThat(grid.deviation()).isBetween(1L << 20, 1L << 21);
    assertThat(grid.standardDeviation()).isBetween(sigma, sigma * (1 + 0x1p-20));
  }

  @Property
  void calibratedNoiseCoversWhatRoundingAdds(
      @ForAll @DoubleRange(min = 0.01, max = 50) double z,
      @ForAll @DoubleRange(min = -4, max = 4) double power,
      @ForAll @LongRange(min = 1, max = 1L << 31) long dimension) {
    double clip = Math.pow(10, power);
    Grid grid = Grid.calibrated(z, clip, dimension);
    double needed = z * grid.sensitivity(clip, dimension);
    assertThat(grid.deviation()).isBetween(1L << 20, 1L << 21);
    assertThat(grid.standardDeviation()).isBetween(needed, needed * (1 + 0x1p-19));
    // With half the step, a deviation would not be small enough in steps.
    double half = z * (clip + grid.step() / 4 * Math.sqrt((double) dimension));
    assertThat(half / (grid.step() / 2)).isGreaterThanOrEqualTo(0x1p21 * (1 - 1e-9));
  }

  /** z C = 2.04 and 1e9 numbers: with step 2^-19, rounding adds 1 to 30 thousandths. */
  @Test
  void aLargeModelGetsMoreNoise() {
    assertThat(Grid.calibrated(1, 1, 1_000_000).standardDeviation())
        .isEqualTo(1 + 0x1p-20 * 500, within(2e-6));
    Grid large = Grid.calibrated(1.999, 1, 1_000_000_000);
    assertThat(large.step()).isEqualTo(0x1p-19);
    assertThat(large.standardDeviation())
        .isEqualTo(1.999 * (1 + 0x1p-19 * Math.sqrt(1e9) / 2), within(4e-6));
  }

  @Test
  void aModelThatNoGridIsFineEnoughForIsRefused() {
    assertThatThrownBy(() -> Grid.calibrated(128, 1, 1L << 30))
        .hasMessage(
            "The noise multiplier must be below 128.0 for a model of 1073741824 numbers, but is"
                + " 128.0");
    assertThat(Grid.calibrated(127.9, 1, 1L << 30).deviation()).isLessThanOrEqualTo(1L << 21);
  }

  @Test
  void numbersAreRoundedToTheNearestStep() {
    Grid grid = new Grid(0.25, 4);
    assertThat(grid.round(0.3)).isEqualTo(0.25);
    assertThat(grid.round(-0.4)).isEqualTo(-0.5);
    assertThat(grid.round(0.125)).isEqualTo(0);
    assertThat(grid.round(0.375)).isEqualTo(0.5);
    double[] block = {0.3, -0.4, 0.375, 0.3};
    grid.round(block, 3);
    assertThat(block).containsExactly(0.25, -0.5, 0.5, 0.3);
  }

  @Property
  void roundingMovesTheNormByAtMostHalfAStepTimesTheRoot(@ForAll long seed) {
    Grid grid = Grid.of(0.001);
    Random random = new Random(seed);
    double[] values = random.doubles(1_000, -1, 1).toArray();
    double[] rounded = values.clone();
    grid.round(rounded, rounded.length);
    double moved = 0;
    for (int i = 0; i < values.length; i++) {
      moved += (rounded[i] - values[i]) * (rounded[i] - values[i]);
      assertThat(rounded[i]).isEqualTo(grid.round(values[i]));
    }
    assertThat(Math.sqrt(moved)).isLessThanOrEqualTo(grid.sensitivity(1, 1_000) - 1);
  }

  @Property(tries = 50)
  void sumsAreExactInAnyOrder(@ForAll long seed) {
    Grid grid = Grid.calibrated(1, 0.2, 100_000);
    Random random = new Random(seed);
    double[] contributions = random.doubles(1_000, -0.2, 0.2).toArray();
    grid.round(contributions, contributions.length);
    double forwards = Arrays.stream(contributions).reduce(0, Double::sum);
    double backwards = 0;
    for (int i = contributions.length - 1; i >= 0; i--) {
      backwards += contributions[i];
    }
    BigDecimal exact =
        Arrays.stream(contributions)
            .mapToObj(BigDecimal::new)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(new BigDecimal(forwards)).isEqualByComparingTo(exact);
    assertThat(backwards).isEqualTo(forwards);
  }

  @Test
  void theBoundOfClientsKeepsSumsBelowWhatADoubleHolds() {
    Grid grid = new Grid(0x1p-20, 1 << 20);
    assertThat(grid.maxClients(1)).isEqualTo(8_589_926_336L);
    assertThat(grid.maxClients(1e3)).isEqualTo(8_589_934L);
    assertThat(grid.maxClients(1e12)).isZero();
    double largest = grid.maxClients(1) * ((1 << 20) + 1.0) + 64.0 * (1 << 20);
    assertThat(largest).isLessThanOrEqualTo(0x1p53).isGreaterThan(0x1p53 - 0x1p21);
  }

  /** The distance of one number, computed cell by cell; Pinsker's inequality loses a factor. */
  @ParameterizedTest
  @ValueSource(longs = {1_024, 5_000})
  void noiseIsCloseToARoundedGaussian(long deviation) {
    double s = deviation;
    double[] nodes = {0, Math.sqrt(0.6) / 2, -Math.sqrt(0.6) / 2};
    double[] weights = {8 / 18.0, 5 / 18.0, 5 / 18.0};
    double distance = 0;
    for (long y = -10 * deviation; y <= 10 * deviation; y++) {
      double discrete = Math.exp(-0.5 * (y / s) * (y / s));
      double cell = 0;
      for (int i = 0; i < 3; i++) {
        double x = (y + nodes[i]) / s;
        // exp(a) - exp(b) without cancellation.
        cell += weights[i] * Math.expm1(-0.5 * (x * x - (y / s) * (y / s)));
      }
      distance += discrete * Math.abs(cell) / (s * Math.sqrt(2 * Math.PI)) / 2;
    }
    Grid grid = new Grid(1, deviation);
    assertThat(grid.distance(1)).isBetween(distance, 3 * distance);
    assertThat(grid.distance(1_000_000)).isEqualTo(1_000 * grid.distance(1), within(1e-12));
  }

  @Test
  void impossibleGridsAreRefused() {
    assertThatThrownBy(() -> new Grid(0.3, 1))
        .hasMessage("step must be a power of two between 2^-900 and 2^900, but is 0.3");
    assertThatThrownBy(() -> new Grid(-0.5, 1)).hasMessageContaining("but is -0.5");
    assertThatThrownBy(() -> new Grid(Double.NaN, 1)).hasMessageContaining("but is NaN");
    assertThatThrownBy(() -> new Grid(0x1p-901, 1)).hasMessageContaining("2^-900");
    assertThatThrownBy(() -> new Grid(1, 0))
        .hasMessage("deviation must be 1 to 4194304 steps, but is 0");
    assertThatThrownBy(() -> Grid.of(0)).hasMessage("sigma must be a number above 0, but is 0.0");
    assertThatThrownBy(() -> Grid.of(Double.NaN)).hasMessageContaining("but is NaN");
    assertThatThrownBy(() -> Grid.calibrated(-1, 1, 1))
        .hasMessage("The noise multiplier must be a number above 0, but is -1.0");
    assertThatThrownBy(() -> Grid.calibrated(1, 0, 1))
        .hasMessage("clip must be a number above 0, but is 0.0");
    assertThatThrownBy(() -> Grid.calibrated(1, 1, 0))
        .hasMessage("dimension must be 1 or more, but is 0");
  }
}
