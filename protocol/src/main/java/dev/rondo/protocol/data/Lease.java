package dev.rondo.protocol.data;

import dev.rondo.protocol.store.ObjectKeys;
import java.time.Instant;

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

  public Lease {
    if (!ObjectKeys.isClient(client)) {
      throw new IllegalArgumentException("'" + client + "' is not a valid client id");
    }
  }
}
