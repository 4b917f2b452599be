package dev.rondo.protocol.data;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.StoredObject;
import java.time.Instant;
import java.util.Optional;

/**
 * Who trains on a data shard, as it lies in the bucket.
 *
 * @param client the client's id
 * @param until when the lease runs out, by that client's clock; {@link #RELEASED} once it was given
 *     back
 */
public record Lease(String client, Instant until) {

  /** The end of a lease that was given back. */
  public static final Instant RELEASED = Instant.EPOCH;

  private static final int MAX_BYTES = 4096;

  public Lease {
    if (!ObjectKeys.isClient(client)) {
      throw new IllegalArgumentException("'" + client + "' is not a valid client id");
    }
  }

  /**
   * Reads a lease and closes its object. A lease that cannot be understood counts as none: one bad
   * write must not lock a data shard for ever.
   */
  public static Optional<Lease> read(StoredObject object) {
    byte[] bytes = object.read(in -> in.readNBytes(MAX_BYTES));
    try {
      return Optional.of(Json.parse(bytes, Lease.class, object.info().key()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
