package dev.rondo.rounds.privacy;

import dev.rondo.privacy.noise.NoiseKey;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.state.StoredSecret;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The secret from which noise is drawn: 32 random bytes in the bucket, created by the first step
 * that needs it. IAM lets only Aggregate and FoldPart read it. Who knows it can remove the noise
 * from every version.
 */
public final class NoiseSecret implements NoiseKeys {

  private final ObjectStore store;
  private final RandomGenerator random;
  private byte @Nullable [] secret;

  /**
   * @param random a cryptographically strong source
   */
  public NoiseSecret(ObjectStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  @Override
  public NoiseKey of(Plan plan, String digest) {
    return key(secret(), plan, digest);
  }

  /** The key of a release under a secret of 32 bytes. */
  public static NoiseKey key(byte[] secret, Plan plan, String digest) {
    return NoiseKey.of(
        secret, plan.job(), plan.round(), digest.getBytes(StandardCharsets.US_ASCII));
  }

  private synchronized byte[] secret() {
    if (secret == null) {
      secret = StoredSecret.in(store, ObjectKeys.noiseSecret(), random);
    }
    return secret;
  }
}
