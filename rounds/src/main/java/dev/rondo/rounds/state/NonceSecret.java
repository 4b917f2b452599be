package dev.rondo.rounds.state;

import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.util.random.RandomGenerator;

/**
 * The secret from which nonces are derived: 32 random bytes in the bucket, created by the first
 * caller that needs it. IAM lets only OpenRound read it.
 */
public final class NonceSecret {

  private NonceSecret() {}

  /**
   * @param random a cryptographically strong source
   */
  public static Nonces in(ObjectStore store, RandomGenerator random) {
    return new Nonces(StoredSecret.in(store, ObjectKeys.nonceSecret(), random));
  }
}
