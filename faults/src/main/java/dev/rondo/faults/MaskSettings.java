package dev.rondo.faults;

import dev.rondo.protocol.random.Draws;
import dev.rondo.settings.RawSettings;
import java.util.SplittableRandom;

/** Secure aggregation of one schedule in eight. */
final class MaskSettings {

  /** What a sum has at least, for the job and for the helper. */
  static final int LEAST = 3;

  private MaskSettings() {}

  /** Whether the updates of a schedule are masked. */
  static boolean areIn(long seed) {
    return new Draws(seed).of("masks").nextInt(8) == 0;
  }

  /** The settings of a job with these masks. */
  static RawSettings in(long seed, RawSettings settings) {
    SplittableRandom random = new Draws(seed).of("clip norm of masks");
    String[] norms = {"0.3", "1", "4"};
    return settings
        .with("secure_aggregation", "helper", "schedule")
        .with("clip_update_norm", norms[random.nextInt(norms.length)], "schedule")
        .with("max_update_norm", "0", "schedule");
  }
}
