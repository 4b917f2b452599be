package dev.rondo.privacy.noise;

import dev.rondo.privacy.accounting.Blt;
import java.util.List;
import java.util.Optional;

/**
 * The noise of one release as a vector, which can be correlated with the noise of the releases
 * before it. With the buffers b_j of a BLT mechanism, the noise of release t is
 *
 * <pre>
 * n_t = Z_t - round(sum_j omega_j b_j),   b_j = theta_j b_j + n_t
 * </pre>
 *
 * <p>which is C^-1 Z, streaming: Z_t is discrete Gaussian noise, and C the matrix of {@link Blt}.
 * All noise is a multiple of the grid step.
 *
 * <p>Number i of the noise depends only on the key, on i and on the buffers of i, so a part of a
 * vector gets the same noise as the whole. Not thread-safe.
 */
public final class BufferedNoise {

  private final Grid grid;
  private final double[] theta;
  private final double[] omega;
  private final GaussianNoise gaussian;
  private long[] drawn = new long[0];

  /**
   * @param key of the release
   * @param blt the mechanism; empty if the noise of releases is independent
   */
  public BufferedNoise(NoiseKey key, Grid grid, Optional<Blt> blt) {
    this.grid = grid;
    this.theta = numbers(blt.map(Blt::theta).orElse(List.of()));
    this.omega = numbers(blt.map(Blt::omega).orElse(List.of()));
    this.gaussian = new GaussianNoise(key, grid.deviation());
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Adds noise to a part of a block, and moves the buffers.
   *
   * @param offset where in the vector the part begins
   * @param sum the block; multiples of the grid step
   * @param state blocks of vectors, of which the last ones are the buffers
   * @param from index in the blocks where the part begins
   * @param to index after its end
   */
  public void addTo(long offset, double[] sum, double[][] state, int from, int to) {
    int length = to - from;
    if (drawn.length < length) {
      drawn = new long[length];
    }
    gaussian.draw(offset, drawn, length);
    int first = state.length - theta.length;
    for (int i = 0; i < length; i++) {
      double noise = grid.step() * drawn[i];
      int at = from + i;
      if (theta.length > 0) {
        noise -= grid.round(correlated(state, first, at));
        for (int j = 0; j < theta.length; j++) {
          double[] buffer = state[first + j];
          buffer[at] = theta[j] * buffer[at] + noise;
        }
      }
      sum[at] += noise;
    }
  }

  private double correlated(double[][] state, int first, int at) {
    double correlated = 0;
    for (int j = 0; j < omega.length; j++) {
      correlated += omega[j] * state[first + j][at];
    }
    return correlated;
  }
}
