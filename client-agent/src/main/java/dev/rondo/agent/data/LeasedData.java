package dev.rondo.agent.data;

import dev.rondo.agent.cache.Checkpoint;
import dev.rondo.agent.cache.FileCache;
import dev.rondo.learning.data.BadDataException;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.DataShardLeases;
import dev.rondo.protocol.data.LeasedDataShard;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A data shard of the plan's data set, leased while the agent runs and held in memory, or in a file
 * for a trainer. It is for fleets that simulate clients with data from the bucket.
 */
public final class LeasedData implements ClientData, ExampleFiles {

  private final ObjectStore store;
  private final Documents documents;
  private final FileCache cache;
  private final long maxBytes;
  private final DataShardLease lease;
  private Optional<Loaded> loaded = Optional.empty();

  /** The content of an object and its tag. */
  private record Loaded(String key, String etag, Dataset examples) {}

  /** The leased data shard's name and its object. */
  private record Found(String name, ObjectInfo info) {}

  /**
   * @param folder where the data shard's name is kept for the next process
   * @param maxBytes a larger data shard does not fit into memory
   */
  public LeasedData(
      ObjectStore store,
      DataShardLeases leases,
      FileCache cache,
      InstantSource clock,
      Path folder,
      long maxBytes) {
    this.store = store;
    this.documents = new Documents(store);
    this.cache = cache;
    this.maxBytes = maxBytes;
    this.lease = new DataShardLease(leases, clock, folder.resolve("data-shard"));
  }

  @Override
  public TrainingData load(Plan plan, Checkpoint checkpoint) throws IOException {
    if (!plan.hasDataset()) {
      throw new BadDataException(
          "Plan of job " + plan.job(),
          "it has no data set. Give this agent a trainer (--trainer) or data (--data)");
    }
    Found found = find(plan);
    ObjectInfo info = found.info();
    Loaded current =
        loaded
            .filter(data -> data.key().equals(info.key()) && data.etag().equals(info.etag()))
            .orElse(null);
    if (current == null) {
      loaded = Optional.empty(); // Two data shards need not fit into memory.
      current = new Loaded(info.key(), info.etag(), read(info, checkpoint));
      loaded = Optional.of(current);
    }
    return new TrainingData(current.examples(), Optional.of(found.name()));
  }

  @Override
  public ExampleFile file(Plan plan, Checkpoint checkpoint) throws IOException {
    if (!plan.hasDataset()) {
      lease.release(); // Of an earlier job; another client can use it.
      return ExampleFile.none();
    }
    Found found = find(plan);
    Path file = cached(found.info(), checkpoint).toAbsolutePath();
    return new ExampleFile(Optional.of(file), Optional.of(found.name()));
  }

  private Found find(Plan plan) {
    String dataset = plan.dataset();
    if (!ObjectKeys.isDataset(dataset)) {
      throw new BadDataException(
          "Plan of job " + plan.job(),
          "its data set '" + dataset + "' is not a data set of the bucket");
    }
    LeasedDataShard held = lease.take(dataset, () -> index(dataset));
    String key = ObjectKeys.dataShard(dataset, held.dataShard().name());
    return new Found(held.dataShard().name(), store.head(key).orElseThrow(() -> missing(key)));
  }

  private Dataset read(ObjectInfo info, Checkpoint checkpoint) throws IOException {
    if (info.size() > maxBytes) {
      throw new BadDataException(
          info.key(),
          "has %s bytes, but this agent has memory for %s. Give the agent more memory or make smaller data shards"
              .formatted(info.size(), maxBytes));
    }
    Path file = cached(info, checkpoint);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return DataShardFile.read(in, Files.size(file), info.key());
    }
  }

  private Path cached(ObjectInfo info, Checkpoint checkpoint) throws IOException {
    String id =
        "data-shard-" + new Digest().add(info.key()).add(info.etag()).hex().substring(0, 16);
    return cache.get(id, Optional.empty(), () -> open(info), checkpoint);
  }

  private StoredObject open(ObjectInfo info) {
    StoredObject object = store.get(info.key()).orElseThrow(() -> missing(info.key()));
    if (object.info().etag().equals(info.etag())) {
      return object;
    }
    try (object) {
      throw new StoreException(info.key() + " was replaced while it was read");
    } catch (IOException e) {
      throw new StoreException("Cannot read " + info.key(), e);
    }
  }

  private DataIndex index(String dataset) {
    String key = ObjectKeys.dataIndex(dataset);
    DataIndex index = documents.read(key, DataIndex.class).orElseThrow(() -> missing(key));
    if (!index.dataset().equals(dataset)) {
      throw new BadDataException(key, "is the index of another data set: " + index.dataset());
    }
    return index;
  }

  private static BadDataException missing(String key) {
    return new BadDataException(
        key,
        "does not exist, or this client is not permitted to read it. Push data with: rondo data"
            + " push");
  }

  @Override
  public boolean keep() {
    return lease.keep();
  }

  @Override
  public void release() {
    lease.release();
  }
}
