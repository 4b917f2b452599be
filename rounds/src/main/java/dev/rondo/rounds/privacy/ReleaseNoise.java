package dev.rondo.rounds.privacy;

import dev.rondo.privacy.noise.GaussianNoise;
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
 * the noise is an integer number of grid steps. With buffers b_j (a BLT mechanism), the noise of
 * release t is
 *
 * <pre>
 * n_t = Z_t - round(sum_j weight_j b_j),   b_j = decay_j b_j + n_t
 * </pre>
 *
 * which is C^-1 Z, streaming: Z_t is discrete Gaussian noise, and C the lower-triangular Toeplitz
 * matrix of the buffers (see {@link NoiseBuffer}).
 *
 * <p>Number i of the noise depends only on the key and on i, so parts of a model get the same noise
 * as the whole model. Not thread-safe.
 */
public final class ReleaseNoise {

  private final Grid grid;
  private final List<NoiseBuffer> buffers;
  private final GaussianNoise gaussian;
  private long[] drawn = new long[0];

  private ReleaseNoise(Plan plan, Privacy privacy, NoiseKeys keys, String digest) {
    this.grid = grid(plan, privacy);
    this.buffers = privacy.buffers();
    this.gaussian = new GaussianNoise(keys.of(plan, digest), grid.deviation());
  }

  /**
   * The noise of a release; empty if the plan has no differential privacy.
   *
   * @param digest of the decision and its base model
   */
  public static Optional<ReleaseNoise> of(Plan plan, NoiseKeys keys, String digest) {
    return plan.privacy().map(privacy -> new ReleaseNoise(plan, privacy, keys, digest));
  }

  /** The grid to which the updates of a round are rounded; empty if it is not private. */
  public static Optional<Grid> grid(Plan plan) {
    return plan.privacy().map(privacy -> grid(plan, privacy));
  }

  /** The step of this grid; 0 if the round is not private, so that nothing is rounded. */
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
    int length = to - from;
    if (drawn.length < length) {
      drawn = new long[length];
    }
    gaussian.draw(offset, drawn, length);
    int first = state.length - buffers.size();
    for (int i = 0; i < length; i++) {
      double noise = grid.step() * drawn[i];
      int at = from + i;
      if (!buffers.isEmpty()) {
        noise -= grid.round(correlated(state, first, at));
        for (int j = 0; j < buffers.size(); j++) {
          double[] buffer = state[first + j];
          buffer[at] = buffers.get(j).decay() * buffer[at] + noise;
        }
      }
      sum[at] += noise;
    }
  }

  private double correlated(double[][] state, int first, int at) {
    double correlated = 0;
    for (int j = 0; j < buffers.size(); j++) {
      correlated += buffers.get(j).weight() * state[first + j][at];
    }
    return correlated;
  }
}
