package dev.rondo.core.data;

import java.time.Instant;

/**
 * A shard that this client holds.
 *
 * @param dataset the data set
 * @param shard the shard
 * @param until when the claim runs out unless it is renewed, by this client's clock
 * @param etag the claim's tag, by which it is renewed
 */
public record HeldShard(String dataset, DataIndex.Shard shard, Instant until, String etag) {}
