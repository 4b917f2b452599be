package dev.rondo.rounds.state;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A secret of 32 random bytes in the bucket, created by the first caller that needs it. */
public final class StoredSecret {

  private static final int BYTES = 32;

  private StoredSecret() {}

  /**
   * Reads the secret at a key, or creates it.
   *
   * @param random a cryptographically strong source
   * @throws IllegalStateException if the object at the key has another length
   */
  public static byte[] in(ObjectStore store, String key, RandomGenerator random) {
    Optional<byte[]> found = read(store, key);
    if (found.isEmpty()) {
      byte[] secret = new byte[BYTES];
      random.nextBytes(secret);
      store.putIfAbsent(key, Content.of(secret));
      // Read back, because another caller may have been first.
      found = read(store, key);
    }
    return found.orElseThrow(() -> new IllegalStateException(key + " does not exist"));
  }

  private static Optional<byte[]> read(ObjectStore store, String key) {
    Optional<StoredObject> found = store.get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    byte[] secret = found.get().read(in -> in.readNBytes(BYTES + 1));
    if (secret.length != BYTES) {
      throw new IllegalStateException(
          "%s must have %s bytes. Delete it between rounds; the next round creates a new one"
              .formatted(key, BYTES));
    }
    return Optional.of(secret);
  }
}
