package dev.rondo.protocol.data;

import java.time.Instant;

/**
 * A data shard that this client holds.
 *
 * @param dataset the data set
 * @param dataShard the data shard
 * @param until when the lease runs out unless it is renewed, by this client's clock
 * @param etag the lease's tag, by which it is renewed
 */
public record LeasedDataShard(
    String dataset, DataIndex.DataShard dataShard, Instant until, String etag) {}
