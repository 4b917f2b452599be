package dev.rondo.benchmarks;

import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.function.Function;

/**
 * Updates that share their numbers on disk: many clients have links to few files. Each client has a
 * seat of its own, so this store puts the client's header in the place of the file's.
 */
final class SeatedUpdates extends ForwardingStore {

  private final Function<String, byte[]> headers;
  private final long fileHeader;

  /**
   * @param headers the header of a client's update
   * @param fileHeader length of the headers on disk, in bytes
   */
  SeatedUpdates(ObjectStore store, Function<String, byte[]> headers, long fileHeader) {
    super(store);
    this.headers = headers;
    this.fileHeader = fileHeader;
  }

  private Optional<byte[]> header(String key) {
    return ObjectKeys.parseUpdate(key).map(update -> headers.apply(update.client()));
  }

  @Override
  public Optional<StoredObject> get(String key) {
    Optional<StoredObject> stored = super.get(key);
    Optional<byte[]> header = header(key);
    if (stored.isEmpty() || header.isEmpty()) {
      return stored;
    }
    ObjectInfo info = stored.get().info();
    try {
      stored.get().body().skipNBytes(fileHeader);
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
    return Optional.of(
        new StoredObject(
            new ObjectInfo(key, info.size() - fileHeader + header.get().length, info.etag()),
            new SequenceInputStream(new ByteArrayInputStream(header.get()), stored.get().body())));
  }

  /** Parts read numbers only: the same ones, at another place of the file. */
  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    long moved = header(object.key()).map(header -> fileHeader - header.length).orElse(0L);
    ObjectInfo file = new ObjectInfo(object.key(), object.size() + moved, object.etag());
    return super.getRange(file, from + moved, length);
  }
}
