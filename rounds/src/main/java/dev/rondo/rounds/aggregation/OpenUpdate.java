package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.update.Rejection;
import dev.rondo.rounds.update.UpdateReader;
import dev.rondo.rounds.update.UpdateStream;
import dev.rondo.rounds.update.Verdict;
import java.io.IOException;
import java.util.Optional;

/** An update in the store that is open for reading. The caller closes it. */
final class OpenUpdate implements AutoCloseable {

  private final UpdateKey key;
  private final StoredObject object;
  private final UpdateReader.Opened opened;
  private long examples;

  private OpenUpdate(UpdateKey key, StoredObject object, UpdateReader.Opened opened) {
    this.key = key;
    this.object = object;
    this.opened = opened;
  }

  /**
   * Opens an update and reads its header.
   *
   * @return empty when it is not there
   */
  static Optional<OpenUpdate> open(ObjectStore store, UpdateReader reader, UpdateKey key) {
    Optional<StoredObject> object = store.get(key.key());
    if (object.isEmpty()) {
      return Optional.empty();
    }
    try {
      UpdateReader.Opened opened = reader.open(object.get().body(), object.get().info().size());
      return Optional.of(new OpenUpdate(key, object.get(), opened));
    } catch (IOException e) {
      close(object.get());
      throw unreadable(key, e);
    } catch (RuntimeException | Error e) {
      close(object.get());
      throw e;
    }
  }

  UpdateKey key() {
    return key;
  }

  ObjectInfo info() {
    return object.info();
  }

  /** Its numbers, when the header is good. */
  Optional<UpdateStream> stream() {
    return opened instanceof UpdateStream stream ? Optional.of(stream) : Optional.empty();
  }

  /** The seat that its nonce belongs to, if its header is valid. */
  Optional<Integer> seat(Plan plan) {
    return stream().map(stream -> plan.seatOf(stream.update().nonce()).orElseThrow());
  }

  /**
   * How many of its examples count, if its header is valid. Asked once, so that all its blocks have
   * the same weight.
   */
  long examples(CountedExamples counted) {
    if (examples == 0) {
      examples = counted.of(key.client(), stream().orElseThrow().update());
    }
    return examples;
  }

  /** Reads its next block; false when there is none. */
  boolean next() {
    try {
      return opened instanceof UpdateStream stream && stream.next();
    } catch (IOException e) {
      throw unreadable(key, e);
    }
  }

  /** The result of validation. Available when the update has been read to its end. */
  Verdict verdict() {
    return opened instanceof UpdateStream stream ? stream.verdict() : (Rejection) opened;
  }

  @Override
  public void close() {
    close(object);
  }

  private static void close(StoredObject object) {
    try {
      object.close();
    } catch (IOException e) {
      // It has been read to its end or abandoned, so nothing is lost.
    }
  }

  private static StoreException unreadable(UpdateKey key, IOException e) {
    return new StoreException("Cannot read " + key.key(), e);
  }
}
