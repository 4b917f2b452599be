package dev.rondo.core.testing;

import dev.rondo.core.aggregation.Digest;
import dev.rondo.core.store.Content;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.PutOutcome;
import dev.rondo.core.store.StoreException;
import dev.rondo.core.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The bucket in memory, and the means to look into it and to lose things from it. */
public final class MemoryStore implements ObjectStore {

  private final TreeMap<String, Stored> objects =
      new TreeMap<>(
          Comparator.comparing(
              key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));

  private record Stored(byte[] bytes, String etag) {}

  @Override
  public synchronized Optional<ObjectInfo> head(String key) {
    return Optional.ofNullable(objects.get(key)).map(stored -> info(key, stored));
  }

  @Override
  public synchronized Optional<StoredObject> get(String key) {
    return Optional.ofNullable(objects.get(key))
        .map(
            stored ->
                new StoredObject(info(key, stored), new ByteArrayInputStream(stored.bytes())));
  }

  @Override
  public String put(String key, Content content) {
    return store(key, bytes(key, content));
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    byte[] bytes = bytes(key, content);
    synchronized (this) {
      return objects.containsKey(key)
          ? new PutOutcome.Conflict()
          : new PutOutcome.Stored(store(key, bytes));
    }
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    byte[] bytes = bytes(key, content);
    synchronized (this) {
      Stored there = objects.get(key);
      return there == null || !there.etag().equals(etag)
          ? new PutOutcome.Conflict()
          : new PutOutcome.Stored(store(key, bytes));
    }
  }

  @Override
  public synchronized List<ObjectInfo> list(String prefix) {
    List<ObjectInfo> found = new ArrayList<>();
    objects.forEach(
        (key, stored) -> {
          if (key.startsWith(prefix)) {
            found.add(info(key, stored));
          }
        });
    return found;
  }

  /** The bytes of an object that must be there. */
  public synchronized byte[] bytes(String key) {
    Stored stored = objects.get(key);
    if (stored == null) {
      throw new AssertionError("There is no " + key + " but " + objects.keySet());
    }
    return stored.bytes().clone();
  }

  /** Takes an object away, as if whoever was to write it had crashed before. */
  public synchronized void remove(String key) {
    objects.remove(key);
  }

  /** A store with the same objects, which goes its own way from here. */
  public synchronized MemoryStore copy() {
    MemoryStore copy = new MemoryStore();
    copy.objects.putAll(objects);
    return copy;
  }

  private synchronized String store(String key, byte[] bytes) {
    String etag = new Digest().add(bytes).hex().substring(0, 16);
    objects.put(key, new Stored(bytes, etag));
    return etag;
  }

  private static ObjectInfo info(String key, Stored stored) {
    return new ObjectInfo(key, stored.bytes().length, stored.etag());
  }

  private static byte[] bytes(String key, Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new StoreException("Could not write " + key + ": " + e.getMessage(), e);
    }
    if (out.size() != content.size()) {
      throw new IllegalStateException(
          "Content of " + content.size() + " bytes wrote " + out.size());
    }
    return out.toByteArray();
  }
}
