package dev.rondo.rounds.privacy;

import dev.rondo.privacy.noise.NoiseKey;
import dev.rondo.protocol.round.Plan;

/** The keys from which the noise of releases is drawn. */
@FunctionalInterface
public interface NoiseKeys {

  /** Of a step that never sees a private round. */
  NoiseKeys NONE =
      (plan, digest) -> {
        throw new IllegalStateException(
            "Round %s of job %s needs noise, but this step has no noise secret"
                .formatted(plan.round(), plan.job()));
      };

  /**
   * The key of a release. The same decision has the same key, and another one another key.
   *
   * @param digest of the decision and its base model
   */
  NoiseKey of(Plan plan, String digest);
}
