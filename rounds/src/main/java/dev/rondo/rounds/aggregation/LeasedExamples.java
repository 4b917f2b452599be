package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.DataIndex.DataShard;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the examples of an update that states on which data shard it was trained: if its client
 * leases this data shard, no more count than it has. A statement that is not true bounds nothing,
 * as if there were none, because honest clients lose leases; so no client gains by a statement.
 *
 * <p>One read of the lease for each such update, and one of the data set's index for all of them.
 * Thread-safe.
 */
final class LeasedExamples implements CountedExamples {

  /** About 25,000 data shards. A larger index is not held in a worker's memory. */
  static final int MAX_INDEX_BYTES = 1 << 20;

  private final ObjectStore store;
  private final Plan plan;
  private @Nullable Map<String, Integer> sizes;

  LeasedExamples(ObjectStore store, Plan plan) {
    this.store = store;
    this.plan = plan;
  }

  @Override
  public long of(String client, ClientUpdate update) {
    return update
        .dataShard()
        .flatMap(name -> size(name).filter(size -> isLeasedBy(client, name)))
        .map(size -> Math.min(update.examples(), size))
        .orElse(update.examples());
  }

  private Optional<Integer> size(String dataShard) {
    return Optional.ofNullable(sizes().get(dataShard));
  }

  private boolean isLeasedBy(String client, String dataShard) {
    return store
        .get(ObjectKeys.lease(plan.dataset(), dataShard))
        .flatMap(Lease::read)
        .filter(lease -> lease.client().equals(client))
        .isPresent();
  }

  /** The examples of each data shard that has any. */
  private synchronized Map<String, Integer> sizes() {
    if (sizes == null) {
      sizes =
          index().stream()
              .flatMap(index -> index.dataShards().stream())
              .filter(dataShard -> dataShard.examples() > 0)
              .collect(Collectors.toMap(DataShard::name, DataShard::examples));
    }
    return sizes;
  }

  /** Empty if there is none, or none that can be read: then the bounds of the plan remain. */
  private Optional<DataIndex> index() {
    return ObjectKeys.isDataset(plan.dataset())
        ? store.get(ObjectKeys.dataIndex(plan.dataset())).flatMap(LeasedExamples::index)
        : Optional.empty();
  }

  private static Optional<DataIndex> index(StoredObject object) {
    byte[] bytes = object.read(in -> in.readNBytes(MAX_INDEX_BYTES + 1));
    try {
      return bytes.length > MAX_INDEX_BYTES
          ? Optional.empty()
          : Optional.of(Json.parse(bytes, DataIndex.class, object.info().key()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
