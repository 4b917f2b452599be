package dev.rondo.protocol.data;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Leases the data shards of a data set to clients, one client for each data shard, by conditional
 * writes of {@code leases/{dataset}/{data_shard}.json}. A client renews its lease while it runs.
 * The lease of a client that crashed expires, and another client takes the data shard.
 *
 * <p>Each client tries the data shards in an order of its own, so that clients that start at the
 * same time do not all try the same one.
 *
 * <p>Clocks: the holder's clock determines the end of a lease, and other clients compare it with
 * their own clocks. Another client takes a data shard only {@code margin} after the end of the
 * lease, so two clients never hold one data shard if their clocks differ by less than that. A wrong
 * clock can at worst make two clients train on the same examples for a while.
 */
public final class DataShardLeases {

  /** The longest valid lease. A lease that ends later is ignored. */
  public static final Duration MAX_LEASE = Duration.ofDays(1);

  private final ObjectStore store;
  private final InstantSource clock;
  private final String client;
  private final Duration lease;
  private final Duration margin;

  /**
   * @param client this client's id
   * @param lease how long a lease lasts without being renewed, at most {@link #MAX_LEASE}
   * @param margin by how much two clients' clocks may differ
   */
  public DataShardLeases(
      ObjectStore store, InstantSource clock, String client, Duration lease, Duration margin) {
    if (lease.isNegative() || lease.isZero() || lease.compareTo(MAX_LEASE) > 0) {
      throw new IllegalArgumentException(
          "A lease must be at most " + MAX_LEASE + ", but is " + lease);
    }
    if (margin.isNegative()) {
      throw new IllegalArgumentException("The clock margin must not be negative, but is " + margin);
    }
    this.store = store;
    this.clock = clock;
    this.client = client;
    this.lease = lease;
    this.margin = margin;
  }

  /** What came of looking for a data shard. */
  public sealed interface Taken {

    /** It is this client's now. */
    record Held(LeasedDataShard dataShard) implements Taken {}

    /**
     * Others hold them all.
     *
     * @param until when the first lease runs out, if nobody renews it; empty when there is no data
     *     shard with examples at all
     */
    record NoneFree(Optional<Instant> until) implements Taken {}
  }

  /**
   * Takes a data shard that is free, or whose lease has run out, or that this client holds already:
   * one client has one id, and with it what it held before it was killed. Data shards without
   * examples are passed over.
   *
   * @param preferred the data shard to ask for first, such as the one that this client had before
   */
  public Taken take(DataIndex index, Optional<String> preferred) {
    Optional<Instant> firstEnd = Optional.empty();
    for (DataIndex.DataShard dataShard : inOrder(index, preferred)) {
      String key = ObjectKeys.lease(index.dataset(), dataShard.name());
      Optional<Found> found = find(key);
      if (found.isEmpty() || isFree(found.get())) {
        Lease mine = new Lease(client, clock.instant().plus(lease));
        Optional<String> etag = write(key, found.map(Found::etag), mine);
        if (etag.isPresent()) {
          return new Taken.Held(
              new LeasedDataShard(index.dataset(), dataShard, mine.until(), etag.get()));
        }
        found = find(key);
      }
      firstEnd = earlier(firstEnd, found.flatMap(Found::lease).map(this::takeableAt));
    }
    return new Taken.NoneFree(firstEnd);
  }

  /**
   * Prolongs a lease from now.
   *
   * @return the lease as it is now, or empty when the data shard is another's: this client was away
   *     for too long
   */
  public Optional<LeasedDataShard> renew(LeasedDataShard held) {
    String key = ObjectKeys.lease(held.dataset(), held.dataShard().name());
    Lease mine = new Lease(client, clock.instant().plus(lease));
    return replace(key, held, mine)
        .map(etag -> new LeasedDataShard(held.dataset(), held.dataShard(), mine.until(), etag));
  }

  /**
   * Gives a data shard back, so that another need not wait; does nothing if it is another's
   * already.
   */
  public void release(LeasedDataShard held) {
    String key = ObjectKeys.lease(held.dataset(), held.dataShard().name());
    Optional<String> unused = replace(key, held, new Lease(client, Lease.RELEASED));
  }

  /** Whether others may have the data shard by now, for all this client knows without asking. */
  public boolean hasRunOut(LeasedDataShard held) {
    return !clock.instant().isBefore(held.until());
  }

  private record Found(Optional<Lease> lease, String etag) {}

  private Optional<String> replace(String key, LeasedDataShard held, Lease mine) {
    Optional<String> etag = write(key, Optional.of(held.etag()), mine);
    if (etag.isPresent()) {
      return etag;
    }
    // Ours still, if an earlier write of ours was carried out and only its answer got lost.
    Optional<Found> there = find(key).filter(found -> isMine(found.lease()));
    return there.flatMap(found -> write(key, Optional.of(found.etag()), mine));
  }

  /** Writes a lease where none is, or over the one of this tag; empty when another was first. */
  private Optional<String> write(String key, Optional<String> over, Lease lease) {
    Content content = Content.of(Json.bytes(lease));
    PutOutcome outcome =
        over.isPresent()
            ? store.putIfMatch(key, over.get(), content)
            : store.putIfAbsent(key, content);
    if (outcome instanceof PutOutcome.Stored stored) {
      return Optional.of(stored.etag());
    }
    return find(key).filter(found -> found.lease().equals(Optional.of(lease))).map(Found::etag);
  }

  private Optional<Found> find(String key) {
    return store.get(key).map(object -> new Found(Lease.read(object), object.info().etag()));
  }

  private boolean isFree(Found found) {
    Instant now = clock.instant();
    Optional<Lease> lease = found.lease();
    return lease.isEmpty()
        || isMine(lease)
        || !now.isBefore(takeableAt(lease.get()))
        || lease.get().until().isAfter(now.plus(MAX_LEASE).plus(margin));
  }

  private boolean isMine(Optional<Lease> lease) {
    return lease.isPresent() && lease.get().client().equals(client);
  }

  private Instant takeableAt(Lease lease) {
    boolean released = lease.until().equals(Lease.RELEASED);
    // Near the end of time there is no later, and no belief either.
    boolean far = lease.until().isAfter(Instant.MAX.minus(margin));
    return released || far ? lease.until() : lease.until().plus(margin);
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && other.isPresent() && other.get().isAfter(one.get())
        ? one
        : other.or(() -> one);
  }

  /** The preferred data shard, then the others in an order that depends on the client. */
  private List<DataIndex.DataShard> inOrder(DataIndex index, Optional<String> preferred) {
    List<DataIndex.DataShard> others = new ArrayList<>(index.dataShards());
    SplittableRandom random = new Draws(0).of("leases/" + index.dataset() + "/" + client);
    for (int i = others.size() - 1; i > 0; i--) {
      Collections.swap(others, i, random.nextInt(i + 1));
    }
    return Stream.concat(
            others.stream().filter(dataShard -> Optional.of(dataShard.name()).equals(preferred)),
            others.stream())
        .filter(dataShard -> dataShard.examples() > 0)
        .distinct()
        .toList();
  }
}
