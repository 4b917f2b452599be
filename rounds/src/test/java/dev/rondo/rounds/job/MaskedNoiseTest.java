package dev.rondo.rounds.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.privacy.masks.FixedPoint;
import dev.rondo.protocol.round.HelperNoise;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.round.SecureAggregation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedNoiseTest {

  private static SecureAggregation masks(
      double multiplier, double clip, int seats, long coordinates) {
    Privacy privacy =
        new Privacy(multiplier, seats, 1, 1, List.of(), 0.5, 1, Optional.empty(), 1, 2, 1e-5);
    return MaskedNoise.of(new SecureAggregation("unmask", 0), privacy, clip, seats, coordinates);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 3, 10",
    "1, 0.2, 100, 1000000",
    "0.1, 5, 800, 1000",
    "0.01, 1, 81, 1000000",
    "30, 1e-3, 10000, 50000",
    "2.5, 1e6, 20000, 1000000000"
  })
  void theNumbersOfAllSeatsAndTheirNoiseFitIn32Bits(
      double multiplier, double clip, int seats, long coordinates) {
    SecureAggregation masks = masks(multiplier, clip, seats, coordinates);
    HelperNoise noise = masks.noise().orElseThrow();
    FixedPoint numbers = new FixedPoint(seats, clip, masks.fractionBits());

    double largest = seats * Math.ceil(clip / numbers.step()) + 11 * noise.deviation();
    assertThat(largest).isLessThan(0x1p31);
  }

  /** The promise of the account: z times the longest update that a client can send. */
  @ParameterizedTest
  @CsvSource({"1, 1, 3, 10", "1, 0.2, 100, 1000000", "0.01, 1, 81, 1000000"})
  void theDeviationIsTheMultiplierTimesTheNormOfARoundedUpdate(
      double multiplier, double clip, int seats, long coordinates) {
    SecureAggregation masks = masks(multiplier, clip, seats, coordinates);
    FixedPoint numbers = new FixedPoint(seats, clip, masks.fractionBits());

    double deviation = masks.noise().orElseThrow().deviation() * numbers.step();
    double sensitivity = clip + numbers.roundingNorm(coordinates);
    assertThat(deviation)
        .isBetween(multiplier * sensitivity, multiplier * sensitivity * (1 + 1e-5));
  }

  @ParameterizedTest
  @CsvSource({"0.001", "0.1", "1", "50"})
  void asManySeatsAsAllowedFit(double multiplier) {
    int most = MaskedNoise.mostSeats(multiplier);

    assertThat(masks(multiplier, 1, most, 1_000_000).noise()).isPresent();
    assertThat(masks(multiplier, 1.999, most, 1).noise()).isPresent();
  }
}
