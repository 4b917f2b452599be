package dev.rondo.cli.push;

import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Parallel;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Uploads a shipment. Objects that exist with the same content are skipped, so an interrupted
 * upload can be resumed. The index is written last, so that clients see all data shards or none.
 */
public final class Push {

  private final ObjectStore store;
  private final Parallel parallel;
  private final Progress progress;

  /** Receives the progress. */
  @FunctionalInterface
  public interface Progress {

    /**
     * @param doing the current activity
     * @param parts number of completed objects
     * @param bytes their size
     */
    void update(String doing, int parts, long bytes);
  }

  /**
   * The result of an upload.
   *
   * @param uploaded number of uploaded objects
   * @param kept number of skipped objects
   * @param bytes size of the uploaded objects
   * @param unused number of objects in the bucket that belong to another split
   */
  public record Pushed(int uploaded, int kept, long bytes, int unused) {}

  /**
   * @param threads number of parallel uploads
   */
  public Push(ObjectStore store, int threads, Progress progress) {
    this.store = store;
    this.parallel = new Parallel(threads);
    this.progress = progress;
  }

  /**
   * Uploads missing objects.
   *
   * @param force replace another split of the data set
   * @throws UserError if there is another split, and force is false
   */
  public Pushed run(Shipment shipment, boolean force) {
    String dataset = shipment.index().dataset();
    Map<String, ObjectInfo> there =
        store.list(ObjectKeys.dataset(dataset)).stream()
            .collect(Collectors.toMap(ObjectInfo::key, Function.identity()));
    List<Shipment.Part> missing = missing(shipment, there);
    Optional<DataIndex> index = new Documents(store).read(shipment.indexKey(), DataIndex.class);
    int unused = unused(shipment, there);
    long changed = missing.stream().filter(part -> there.containsKey(part.key())).count();
    boolean other = index.isPresent() && !index.get().equals(shipment.index());
    if (!force && (other || changed > 0 || unused > 0)) {
      throw new UserError(
          "The bucket already contains another split of %s%s: %s objects differ. To replace it while no client trains on it, add --force."
              .formatted(
                  dataset,
                  index.map(old -> " (" + old.dataShards().size() + " data shards)").orElse(""),
                  changed + unused));
    }
    upload(missing);
    if (index.isEmpty() || other) {
      new Documents(store).write(shipment.indexKey(), shipment.index());
    }
    long bytes = missing.stream().mapToLong(part -> part.content().size()).sum();
    return new Pushed(missing.size(), shipment.parts().size() - missing.size(), bytes, unused);
  }

  private List<Shipment.Part> missing(Shipment shipment, Map<String, ObjectInfo> there) {
    SameContent same = new SameContent(store);
    Counter counter = new Counter("compared");
    return parallel
        .map(
            shipment.parts(),
            part -> {
              Optional<ObjectInfo> found = Optional.ofNullable(there.get(part.key()));
              boolean kept = found.isPresent() && same.check(found.get(), part.content());
              counter.done(part);
              return kept ? Optional.<Shipment.Part>empty() : Optional.of(part);
            })
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private void upload(List<Shipment.Part> parts) {
    Counter counter = new Counter("uploaded");
    parallel.map(
        parts,
        part -> {
          store.put(part.key(), part.content());
          counter.done(part);
          return part.key();
        });
  }

  private static int unused(Shipment shipment, Map<String, ObjectInfo> there) {
    List<String> ours = shipment.parts().stream().map(Shipment.Part::key).toList();
    return (int)
        there.keySet().stream()
            .filter(key -> !key.equals(shipment.indexKey()) && !ours.contains(key))
            .count();
  }

  private final class Counter {

    private final String doing;
    private final AtomicInteger parts = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Counter(String doing) {
      this.doing = doing;
    }

    synchronized void done(Shipment.Part part) {
      progress.update(doing, parts.incrementAndGet(), bytes.addAndGet(part.content().size()));
    }
  }
}
