package dev.rondo.rounds.state;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The secret under which seats' nonces are made, where it lies in the bucket: 32 bytes, drawn once
 * by whoever needs it first. Only the credentials of OpenRound may read it.
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
      // Read back: another may have been first.
      found = read(store);
    }
    return new Nonces(
        found.orElseThrow(
            () -> new IllegalStateException("There is no " + ObjectKeys.nonceSecret())));
  }

  private static Optional<byte[]> read(ObjectStore store) {
    Optional<StoredObject> found = store.get(ObjectKeys.nonceSecret());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get()) {
      byte[] secret = object.body().readNBytes(BYTES + 1);
      if (secret.length != BYTES) {
        throw new IllegalStateException(
            ObjectKeys.nonceSecret() + " is to have " + BYTES + " bytes; delete it for a new one");
      }
      return Optional.of(secret);
    } catch (IOException e) {
      throw new StoreException("Could not read " + ObjectKeys.nonceSecret(), e);
    }
  }
}
