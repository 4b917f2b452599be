package dev.rondo.privacy.masks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedPointTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, 30",
    "2, 1, 29",
    "3, 1, 29",
    "4, 1, 28",
    "10, 1, 27",
    "100, 0.5, 25",
    "100, 10, 21",
    "1000, 1, 21",
    "100000, 1e9, -16"
  })
  void asManyFractionBitsAsFit(int seats, double range, int bits) {
    assertThat(FixedPoint.of(seats, range).fractionBits()).isEqualTo(bits);
  }

  @Property(tries = 500)
  void sumsOfTheLargestNumbersDoNotWrapAndOneMoreBitWould(
      @ForAll @IntRange(min = 1, max = 1_000_000) int seats,
      @ForAll @Scale(9) @DoubleRange(min = 1e-9, max = 1e9) double range) {
    FixedPoint numbers = FixedPoint.of(seats, range);
    long largest = numbers.encode(range);

    assertThat(largest * seats).isLessThanOrEqualTo(Integer.MAX_VALUE);
    assertThat((long) numbers.encode(-range) * seats).isGreaterThanOrEqualTo(-Integer.MAX_VALUE);
    assertThatThrownBy(() -> new FixedPoint(seats, range, numbers.fractionBits() + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not fit in 32 bits");
  }

  @Property(tries = 500)
  void aNumberComesBackWithinHalfAStep(
      @ForAll @IntRange(min = 1, max = 10_000) int seats,
      @ForAll @Scale(9) @DoubleRange(min = -1, max = 1) double value) {
    FixedPoint numbers = FixedPoint.of(seats, 1);

    assertThat(numbers.decode(numbers.encode(value))).isCloseTo(value, within(numbers.step() / 2));
  }

  @Test
  void sumsAreExactInAnyOrderThoughMasksWrap() {
    FixedPoint numbers = FixedPoint.of(100, 1);
    Random random = new Random(1);
    int sum = 0;
    long exact = 0;
    int masks = 0;
    for (int i = 0; i < 100; i++) {
      int one = numbers.encode(random.nextDouble() * 2 - 1);
      int mask = random.nextInt();
      exact += one;
      masks += mask;
      sum += one + mask;
    }

    assertThat(sum - masks).isEqualTo((int) exact);
    assertThat(numbers.decode(sum - masks)).isEqualTo(exact * numbers.step());
  }

  @Test
  void numbersOutsideOfTheRangeAreClipped() {
    FixedPoint numbers = FixedPoint.of(3, 0.3);

    assertThat(numbers.encode(0.4)).isEqualTo(numbers.encode(0.3));
    assertThat(numbers.encode(Double.NEGATIVE_INFINITY)).isEqualTo(-numbers.encode(0.3));
    assertThat(numbers.encode(Double.MAX_VALUE)).isEqualTo(numbers.encode(0.3));
  }

  @Test
  void roundsToTheNearestAndTiesToEven() {
    FixedPoint numbers = new FixedPoint(1, 100, 1);

    assertThat(numbers.encode(0.24)).isZero();
    assertThat(numbers.encode(0.25)).isZero();
    assertThat(numbers.encode(0.26)).isEqualTo(1);
    assertThat(numbers.encode(0.75)).isEqualTo(2);
    assertThat(numbers.encode(-0.75)).isEqualTo(-2);
    assertThat(numbers.encode(Double.MIN_VALUE)).isZero();
  }

  @Test
  void roundingLengthensAVectorByAtMostItsNorm() {
    FixedPoint numbers = new FixedPoint(1, 1, 4);
    int coordinates = 1_000;
    double squares = 0;
    double roundedSquares = 0;
    Random random = new Random(2);
    for (int i = 0; i < coordinates; i++) {
      double value = random.nextGaussian() / 10;
      squares += value * value;
      double rounded = numbers.decode(numbers.encode(value));
      roundedSquares += rounded * rounded;
    }

    assertThat(Math.sqrt(roundedSquares))
        .isLessThanOrEqualTo(Math.sqrt(squares) + numbers.roundingNorm(coordinates));
    assertThat(numbers.roundingNorm(10_000)).isEqualTo(100 / 32.0);
  }

  @Test
  void vectorsAreScaledFirst() {
    int[] integers = {7, 7, 7};

    new FixedPoint(1, 8, 2).encode(new float[] {1.5f, -20}, 0.5, integers, 1);

    assertThat(integers).containsExactly(7, 3, -32);
  }

  @Test
  void refusesWhatItCannotEncode() {
    FixedPoint numbers = FixedPoint.of(1, 1);

    assertThatThrownBy(() -> numbers.encode(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NaN cannot be masked. Check the training.");
    assertThatThrownBy(() -> FixedPoint.of(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seats must be 1 or more, but is 0");
    assertThatThrownBy(() -> FixedPoint.of(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("range must be 1.0E-9 to 1.0E9, but is NaN");
    assertThatThrownBy(() -> FixedPoint.of(1, 1e10)).isInstanceOf(IllegalArgumentException.class);
  }
}
