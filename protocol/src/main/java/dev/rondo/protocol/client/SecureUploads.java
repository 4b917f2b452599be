package dev.rondo.protocol.client;

import dev.rondo.protocol.client.UpdateMasks.Masked;
import dev.rondo.protocol.model.ModelLayout.Stretch;
import dev.rondo.protocol.round.HelperNoise;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.util.Arrays;
import java.util.Optional;

/**
 * Masks a client's updates, and stores the sealed seed of each mask in the helper's bucket. The
 * update is stored after its seed, so every update that is stored has a seed.
 */
public final class SecureUploads {

  /** Of a client that cannot take part in secure aggregation. */
  public static final SecureUploads NONE = new SecureUploads(Optional.empty(), Optional.empty(), 0);

  private final Optional<ObjectStore> helper;
  private final Optional<UpdateMasks> masks;
  private final double leastNoise;

  private SecureUploads(
      Optional<ObjectStore> helper, Optional<UpdateMasks> masks, double leastNoise) {
    this.helper = helper;
    this.masks = masks;
    this.leastNoise = leastNoise;
  }

  /**
   * @param helper the helper's bucket, as the client's own settings have it
   * @param masks masks updates for the helper's public key in the client's own settings
   */
  public static SecureUploads of(ObjectStore helper, UpdateMasks masks) {
    return new SecureUploads(Optional.of(helper), Optional.of(masks), 0);
  }

  /**
   * The same for a client that takes part only in rounds with enough noise.
   *
   * @param noiseMultiplier the standard deviation of a round's noise in clip norms, at least
   */
  public SecureUploads demanding(double noiseMultiplier) {
    return new SecureUploads(helper, masks, noiseMultiplier);
  }

  /**
   * Why a client does not take part in a round; empty if it does. A client with keys never sends an
   * update in plain form, whatever a plan says.
   */
  public Optional<String> problem(Plan plan) {
    if (plan.secureAggregation().isPresent() == masks.isPresent()) {
      return plan.secureAggregation().flatMap(secure -> tooLittleNoise(plan, secure));
    }
    return Optional.of(
        masks.isPresent()
            ? "it has no secure aggregation, but this client has keys and only sends masked"
                + " updates. Set secure_aggregation in the job, or remove helper_public_key,"
                + " helper_bucket and client_key"
            : "it has secure aggregation, but this client has no keys for it. Set"
                + " helper_public_key, helper_bucket and client_key");
  }

  private Optional<String> tooLittleNoise(Plan plan, SecureAggregation secure) {
    double promised = plan.privacy().map(Privacy::noiseMultiplier).orElse(0.0);
    if (promised < leastNoise) {
      return Optional.of(
          "its noise multiplier is %s, but this client's least_noise is %s"
              .formatted(promised, leastNoise));
    }
    double steps = Math.scalb(promised * plan.clipUpdateNorm(), secure.fractionBits());
    long told = secure.noise().map(HelperNoise::deviation).orElse(0L);
    return told >= steps
        ? Optional.empty()
        : Optional.of(
            "its noise must have a standard deviation of %s steps for its privacy, but the helper is to add %s"
                .formatted(steps, told));
  }

  /**
   * Masks an update and stores the sealed seed.
   *
   * @throws IllegalArgumentException if a number of the update is not finite
   */
  Masked begin(Plan plan, String client, float[] delta) {
    Masked masked = masks.orElseThrow().mask(plan, client, uploaded(plan, delta));
    String key = ObjectKeys.sealedSeed(plan.job(), plan.round(), client, masked.digest());
    // The same masked update has the same mask, so a seed that is there is as good.
    helper.orElseThrow().putIfAbsent(key, Content.of(masked.seed()));
    return masked;
  }

  /** The update with zeros where updates leave numbers out. */
  private static float[] uploaded(Plan plan, float[] delta) {
    float[] numbers = delta.clone();
    for (Stretch stretch : plan.layout().stretches(0, delta.length)) {
      if (!stretch.role().isUploaded()) {
        Arrays.fill(numbers, stretch.from(), stretch.to(), 0);
      }
    }
    return numbers;
  }
}
