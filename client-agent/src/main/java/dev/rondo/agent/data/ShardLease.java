package dev.rondo.agent.data;

import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.DataShardLeases;
import dev.rondo.protocol.data.DataShardLeases.Taken;
import dev.rondo.protocol.data.LeasedShard;
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
 * remembers its name, so that the next process asks for the same shard.
 */
final class ShardLease {

  private static final int MAX_NAME = 64;

  private final DataShardLeases leases;
  private final InstantSource clock;
  private final Path memory;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<LeasedShard> held = Optional.empty();
  private Instant renewAt = Instant.MIN;

  /**
   * @param memory the file that remembers the shard
   */
  ShardLease(DataShardLeases leases, InstantSource clock, Path memory) {
    this.leases = leases;
    this.clock = clock;
    this.memory = memory;
  }

  /**
   * Returns the shard that is held, or takes one.
   *
   * @param index read only if need be
   * @throws NoShardException if other clients hold all data shards
   */
  LeasedShard take(String dataset, Supplier<DataIndex> index) {
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
          throw new NoShardException(dataset, none.until());
        }
        LeasedShard shard = ((Taken.Held) taken).shard();
        set(Optional.of(shard));
        remember(shard.shard().name());
      }
      return held.orElseThrow();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Renews the lease if it is time. Returns whether the shard is still this client's, as far as is
   * known.
   */
  boolean keep() {
    if (!lock.tryLock()) {
      return true; // It is being taken at this moment.
    }
    try {
      if (held.isEmpty() || clock.instant().isBefore(renewAt)) {
        return true;
      }
      LeasedShard before = held.get();
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
    Optional<LeasedShard> shard = held;
    held = Optional.empty();
    shard.ifPresent(leases::release);
  }

  /** The lease is renewed after a third of its time, so two attempts may fail. */
  private void set(Optional<LeasedShard> shard) {
    held = shard;
    Instant now = clock.instant();
    shard.ifPresent(lease -> renewAt = now.plus(Duration.between(now, lease.until()).dividedBy(3)));
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

  private void remember(String shard) {
    Path part = memory.resolveSibling(memory.getFileName() + ".part");
    try {
      Files.writeString(part, shard);
      Files.move(part, memory, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // Then the next process takes any free shard.
    }
  }
}
