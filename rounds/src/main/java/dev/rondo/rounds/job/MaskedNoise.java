package dev.rondo.rounds.job;

import dev.rondo.privacy.masks.FixedPoint;
import dev.rondo.privacy.noise.Grid;
import dev.rondo.protocol.round.HelperNoise;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.round.SecureAggregation;
import java.util.Optional;

/**
 * The noise of a release with secure aggregation, which the helper adds to the sum of masks. So
 * even the account that aggregates never sees a sum without noise.
 *
 * <p>The integers of the clients are the steps of the grid on which noise is drawn. Clients clip
 * their updates before they round them, as the master does otherwise, so the sensitivity is the
 * same.
 */
public final class MaskedNoise {

  /** Room for noise in the sum, in standard deviations: beyond them, the sum wraps. */
  private static final double ROOM = 12;

  private MaskedNoise() {}

  /**
   * How many seats a round can have, at most. With more, 32 bits are too few for the numbers of all
   * clients and for noise that is close enough to a Gaussian.
   */
  public static int mostSeats(double noiseMultiplier) {
    double most = noiseMultiplier * (0x1p31 / Grid.LEAST_DEVIATION / 2 - ROOM);
    return (int) Math.min(Integer.MAX_VALUE, Math.floor(most));
  }

  /**
   * The masks of a round whose release is private.
   *
   * @param clip the norm to which clients clip their updates
   * @param seats at most {@link #mostSeats}
   * @param coordinates of an update
   */
  public static SecureAggregation of(
      SecureAggregation masks, Privacy privacy, double clip, int seats, long coordinates) {
    int room = (int) Math.ceil(ROOM * privacy.noiseMultiplier());
    double finest = FixedPoint.of(seats + room, clip).step();
    Grid grid =
        Grid.calibrated(privacy.noiseMultiplier(), clip, coordinates, privacy.rounding(), finest);
    return new SecureAggregation(
        masks.helper(),
        -Math.getExponent(grid.step()),
        Optional.of(
            HelperNoise.of(
                grid.deviation(),
                privacy.buffers(),
                privacy.buffers().isEmpty() ? Optional.empty() : privacy.previous())));
  }
}
