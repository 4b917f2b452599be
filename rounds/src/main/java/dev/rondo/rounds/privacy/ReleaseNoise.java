package dev.rondo.rounds.privacy;

import dev.rondo.privacy.accounting.Blt;
import dev.rondo.privacy.noise.BufferedNoise;
import dev.rondo.privacy.noise.Grid;
import dev.rondo.protocol.round.NoiseBuffer;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import java.util.List;
import java.util.Optional;

/**
 * Adds the noise of a release to the sum of its updates.
 *
 * <p>Each update is clipped and rounded to the grid before it is added, so the sum is exact, and
 * the noise is an integer number of grid steps (see {@link BufferedNoise}). Parts of a model get
 * the same noise as the whole model. With secure aggregation, the helper adds the noise, and
 * nothing is added here. Not thread-safe.
 */
public final class ReleaseNoise {

  private final BufferedNoise noise;

  private ReleaseNoise(BufferedNoise noise) {
    this.noise = noise;
  }

  /**
   * The noise of a release; empty if none is to be added.
   *
   * @param digest of the decision and its base model
   */
  public static Optional<ReleaseNoise> of(Plan plan, NoiseKeys keys, String digest) {
    return added(plan)
        .map(
            privacy ->
                new ReleaseNoise(
                    new BufferedNoise(
                        keys.of(plan, digest), grid(plan, privacy), blt(privacy.buffers()))));
  }

  /** The mechanism of buffers; empty if there are none. */
  private static Optional<Blt> blt(List<NoiseBuffer> buffers) {
    return buffers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Blt(
                buffers.stream().map(NoiseBuffer::decay).toList(),
                buffers.stream().map(NoiseBuffer::weight).toList()));
  }

  /** How the master and the parts make a release private; empty if they do not. */
  static Optional<Privacy> added(Plan plan) {
    return plan.secureAggregation().isPresent() ? Optional.empty() : plan.privacy();
  }

  /** The grid to which updates are rounded; empty if they are not rounded. */
  public static Optional<Grid> grid(Plan plan) {
    return added(plan).map(privacy -> grid(plan, privacy));
  }

  /** The step of this grid; 0 if updates are not rounded. */
  public static double step(Plan plan) {
    return grid(plan).map(Grid::step).orElse(0.0);
  }

  private static Grid grid(Plan plan, Privacy privacy) {
    return Grid.calibrated(
        privacy.noiseMultiplier(),
        plan.clipUpdateNorm(),
        plan.layout().parameterCount(),
        privacy.rounding());
  }

  /**
   * Adds noise to a part of a block.
   *
   * @param offset where in the parameter vector the part begins
   * @param sum the block; multiples of the grid step
   * @param state a block of each state vector, of which the last ones are the buffers
   * @param from index in the blocks where the part begins
   * @param to index after its end
   */
  public void addTo(long offset, double[] sum, double[][] state, int from, int to) {
    noise.addTo(offset, sum, state, from, to);
  }
}
