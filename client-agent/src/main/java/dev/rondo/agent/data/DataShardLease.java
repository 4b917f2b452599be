package dev.rondo.agent.data;

import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.DataShardLeases;
import dev.rondo.protocol.data.DataShardLeases.Taken;
import dev.rondo.protocol.data.LeasedDataShard;
import dev.rondo.protocol.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The data shard that this client holds, if any. One thread takes it and another renews it. A file
 * remembers its name, so that the next process asks for the same data shard.
 */
final class DataShardLease {

  private static final int MAX_NAME = 64;

  private final DataShardLeases leases;
  private final InstantSource clock;
  private final Path memory;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<LeasedDataShard> held = Optional.empty();
  private Instant renewAt = Instant.MIN;

  /**
   * @param memory the file that remembers the data shard
   */
  DataShardLease(DataShardLeases leases, InstantSource clock, Path memory) {
    this.leases = leases;
    this.clock = clock;
    this.memory = memory;
  }

  /**
   * Returns the data shard that is held, or takes one.
   *
   * @param index read only if need be
   * @throws NoDataShardException if other clients hold all data shards
   */
  LeasedDataShard take(String dataset, Supplier<DataIndex> index) {
    lock.lock();
    try {
      if (held.isPresent() && !held.get().dataset().equals(dataset)) {
        giveBack();
      }
      if (held.isPresent() && leases.hasRunOut(held.get())) {
        set(leases.renew(held.get()));
      }
      if (held.isEmpty()) {
        Taken taken = leases.take(index.get(), remembered());
        if (taken instanceof Taken.NoneFree none) {
          throw new NoDataShardException(dataset, none.until());
        }
        LeasedDataShard dataShard = ((Taken.Held) taken).dataShard();
        set(Optional.of(dataShard));
        remember(dataShard.dataShard().name());
      }
      return held.orElseThrow();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Renews the lease if it is time. Returns whether the data shard is still this client's, as far
   * as is known.
   */
  boolean keep() {
    if (!lock.tryLock()) {
      return true; // It is being taken at this moment.
    }
    try {
      if (held.isEmpty() || clock.instant().isBefore(renewAt)) {
        return true;
      }
      LeasedDataShard before = held.get();
      try {
        set(leases.renew(before));
      } catch (StoreException e) {
        // Another attempt is possible until the lease expires.
        return !leases.hasRunOut(before);
      }
      return held.isPresent();
    } finally {
      lock.unlock();
    }
  }

  void release() {
    lock.lock();
    try {
      giveBack();
    } finally {
      lock.unlock();
    }
  }

  private void giveBack() {
    Optional<LeasedDataShard> dataShard = held;
    held = Optional.empty();
    dataShard.ifPresent(leases::release);
  }

  /** The lease is renewed after a third of its time, so two attempts may fail. */
  private void set(Optional<LeasedDataShard> dataShard) {
    held = dataShard;
    Instant now = clock.instant();
    dataShard.ifPresent(
        lease -> renewAt = now.plus(Duration.between(now, lease.until()).dividedBy(3)));
  }

  private Optional<String> remembered() {
    try {
      return Files.isRegularFile(memory) && Files.size(memory) <= MAX_NAME
          ? Optional.of(Files.readString(memory).strip())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void remember(String dataShard) {
    Path part = memory.resolveSibling(memory.getFileName() + ".part");
    try {
      Files.writeString(part, dataShard);
      Files.move(part, memory, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // Then the next process takes any free data shard.
    }
  }
}
