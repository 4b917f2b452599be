package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Bucket;
import dev.rondo.privacy.noise.GaussianNoise;
import dev.rondo.privacy.noise.Grid;
import dev.rondo.protocol.round.NoiseBuffer;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.privacy.NoiseSecret;
import java.util.HashMap;
import java.util.Map;

/**
 * The noise of each release, from the matrix of its mechanism: n_t = Z_t - sum_i c_i n_(t-i). It
 * shares the sampler with what it checks, and nothing else.
 */
final class NoiseReference {

  private final Bucket bucket;
  private final Map<Integer, double[]> releases = new HashMap<>();

  NoiseReference(Bucket bucket) {
    this.bucket = bucket;
  }

  static Grid grid(Plan plan, Privacy privacy) {
    return Grid.calibrated(
        privacy.noiseMultiplier(),
        plan.clipUpdateNorm(),
        plan.layout().parameterCount(),
        privacy.rounding());
  }

  /** The noise of the release that a plan's round makes of a decision. */
  double[] of(Plan plan, Privacy privacy, String digest) {
    Grid grid = grid(plan, privacy);
    byte[] secret = bucket.now(ObjectKeys.noiseSecret()).orElseThrow().bytes();
    long[] drawn = new long[plan.layout().parameterCount()];
    new GaussianNoise(NoiseSecret.key(secret, plan, digest), grid.deviation())
        .draw(0, drawn, drawn.length);
    double[] noise = new double[drawn.length];
    for (int i = 0; i < noise.length; i++) {
      double earlier = 0;
      for (int back = 1; back < privacy.release(); back++) {
        earlier += coefficient(privacy, back) * release(privacy.release() - back)[i];
      }
      noise[i] = grid.step() * (drawn[i] - Math.rint(earlier / grid.step()));
    }
    releases.put(privacy.release(), noise);
    return noise;
  }

  private double[] release(int number) {
    double[] noise = releases.get(number);
    if (noise == null) {
      throw new IllegalStateException("Release " + number + " has not been seen");
    }
    return noise;
  }

  /** c_i of the matrix C; 0 if the noise of releases is independent. */
  private static double coefficient(Privacy privacy, int back) {
    double sum = 0;
    for (NoiseBuffer buffer : privacy.buffers()) {
      sum += buffer.weight() * Math.pow(buffer.decay(), back - 1.0);
    }
    return sum;
  }
}
