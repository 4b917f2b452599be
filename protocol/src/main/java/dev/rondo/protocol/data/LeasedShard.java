package dev.rondo.protocol.data;

import java.time.Instant;

/**
 * A shard that this client holds.
 *
 * @param dataset the data set
 * @param shard the shard
 * @param until when the lease runs out unless it is renewed, by this client's clock
 * @param etag the lease's tag, by which it is renewed
 */
public record LeasedShard(String dataset, DataIndex.Shard shard, Instant until, String etag) {}
