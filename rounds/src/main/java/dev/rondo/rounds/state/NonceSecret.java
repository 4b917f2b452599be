package dev.rondo.rounds.state;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The secret from which nonces are derived: 32 random bytes in the bucket, created by the first
 * caller that needs it. IAM lets only OpenRound read it.
 */
public final class NonceSecret {

  private static final int BYTES = 32;

  private NonceSecret() {}

  /**
   * @param random a cryptographically strong source
   */
  public static Nonces in(ObjectStore store, RandomGenerator random) {
    Optional<byte[]> found = read(store);
    if (found.isEmpty()) {
      byte[] secret = new byte[BYTES];
      random.nextBytes(secret);
      store.putIfAbsent(ObjectKeys.nonceSecret(), Content.of(secret));
      // Read back, because another caller may have been first.
      found = read(store);
    }
    return new Nonces(
        found.orElseThrow(
            () -> new IllegalStateException(ObjectKeys.nonceSecret() + " does not exist")));
  }

  private static Optional<byte[]> read(ObjectStore store) {
    Optional<StoredObject> found = store.get(ObjectKeys.nonceSecret());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    byte[] secret = found.get().read(in -> in.readNBytes(BYTES + 1));
    if (secret.length != BYTES) {
      throw new IllegalStateException(
          ObjectKeys.nonceSecret()
              + " must have "
              + BYTES
              + " bytes. Delete it between rounds; the next round creates a new one");
    }
    return Optional.of(secret);
  }
}
