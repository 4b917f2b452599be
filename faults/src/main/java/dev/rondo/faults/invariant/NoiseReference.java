package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Maskings;
import dev.rondo.privacy.noise.GaussianNoise;
import dev.rondo.privacy.noise.Grid;
import dev.rondo.privacy.noise.NoiseKey;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.NoiseBuffer;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.privacy.NoiseSecret;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The noise of each release, from the matrix of its mechanism: n_t = Z_t - sum_i c_i n_(t-i). It
 * shares the sampler with what it checks, and nothing else.
 */
final class NoiseReference {

  private final Bucket bucket;
  private final Maskings maskings;
  private final Map<Integer, double[]> releases = new HashMap<>();

  NoiseReference(Bucket bucket, Maskings maskings) {
    this.bucket = bucket;
    this.maskings = maskings;
  }

  static Grid grid(Plan plan, Privacy privacy) {
    return Grid.calibrated(
        privacy.noiseMultiplier(),
        plan.clipUpdateNorm(),
        plan.layout().parameterCount(),
        privacy.rounding());
  }

  /** The noise of the release that a plan's round makes of a decision. */
  double[] of(Plan plan, Privacy privacy, List<Contributor> contributors, String digest) {
    double[] noise;
    if (plan.secureAggregation().isPresent()) {
      Map<String, String> updates = new TreeMap<>();
      contributors.forEach(one -> updates.put(one.client(), one.masked().orElse("")));
      noise = ofHelper(plan, privacy, updates);
    } else {
      byte[] secret = bucket.now(ObjectKeys.noiseSecret()).orElseThrow().bytes();
      noise = noise(plan, privacy, NoiseSecret.key(secret, plan, digest), grid(plan, privacy));
    }
    releases.put(privacy.release(), noise);
    return noise;
  }

  /**
   * The noise that the helper adds to the sum of some masked updates.
   *
   * @param updates digests by client, sorted
   */
  double[] ofHelper(Plan plan, Privacy privacy, Map<String, String> updates) {
    SecureAggregation secure = plan.secureAggregation().orElseThrow();
    Digest digest = new Digest().add(plan.job()).add(Integer.toString(plan.round()));
    updates.forEach((client, update) -> digest.add(client).add(update));
    digest.add(MaskTerms.of(plan).text());
    NoiseKey key =
        NoiseKey.of(
            maskings.noiseSecret(),
            plan.job(),
            plan.round(),
            digest.hex().getBytes(StandardCharsets.US_ASCII));
    double step = Math.pow(2, -secure.fractionBits());
    return noise(plan, privacy, key, new Grid(step, secure.noise().orElseThrow().deviation()));
  }

  private double[] noise(Plan plan, Privacy privacy, NoiseKey key, Grid grid) {
    long[] drawn = new long[plan.layout().parameterCount()];
    new GaussianNoise(key, grid.deviation()).draw(0, drawn, drawn.length);
    double[] noise = new double[drawn.length];
    for (int i = 0; i < noise.length; i++) {
      double earlier = 0;
      for (int back = 1; back < privacy.release(); back++) {
        earlier += coefficient(privacy, back) * release(privacy.release() - back)[i];
      }
      noise[i] = grid.step() * (drawn[i] - Math.rint(earlier / grid.step()));
    }
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
