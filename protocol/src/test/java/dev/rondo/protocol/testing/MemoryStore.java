package dev.rondo.protocol.testing;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The bucket in memory, and the means to look into it and to lose things from it. */
public final class MemoryStore implements ObjectStore {

  private final TreeMap<String, Stored> objects =
      new TreeMap<>(
          Comparator.comparing(
              key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));

  private final TreeMap<Upload, TreeMap<Integer, Stored>> uploads =
      new TreeMap<>(Comparator.comparing(Upload::key).thenComparing(Upload::id));
  private int begun;

  private record Stored(byte[] bytes, String etag) {

    Stored(byte[] bytes) {
      this(bytes, new Digest().add(bytes).hex().substring(0, 16));
    }
  }

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
  public synchronized Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    ObjectStore.checkRange(object, from, length);
    return Optional.ofNullable(objects.get(object.key()))
        .filter(stored -> stored.etag().equals(object.etag()))
        .map(
            stored ->
                new StoredObject(
                    new ObjectInfo(object.key(), length, object.etag()),
                    new ByteArrayInputStream(stored.bytes(), (int) from, (int) length)));
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
    for (Map.Entry<String, Stored> entry : objects.tailMap(prefix).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break; // Keys with a prefix lie side by side.
      }
      found.add(info(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  @Override
  public synchronized Upload beginUpload(String key) {
    Upload upload = new Upload(key, "upload-" + ++begun);
    uploads.put(upload, new TreeMap<>());
    return upload;
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    Stored part = new Stored(bytes(upload.key(), content));
    synchronized (this) {
      TreeMap<Integer, Stored> parts = uploads.get(upload);
      if (parts == null) {
        return Optional.empty();
      }
      parts.put(number, part);
      return Optional.of(part.etag());
    }
  }

  @Override
  public synchronized UploadOutcome completeUpload(Upload upload, List<String> parts) {
    TreeMap<Integer, Stored> there = uploads.get(upload);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int i = 0; i < parts.size(); i++) {
      Stored part = there == null ? null : there.get(i + 1);
      if (part == null || !part.etag().equals(parts.get(i))) {
        return new UploadOutcome.Gone();
      }
      whole.writeBytes(part.bytes());
    }
    if (objects.containsKey(upload.key())) {
      return new UploadOutcome.Conflict();
    }
    uploads.remove(upload);
    return new UploadOutcome.Stored(store(upload.key(), whole.toByteArray()));
  }

  @Override
  public synchronized void abortUpload(Upload upload) {
    uploads.remove(upload);
  }

  /** The uploads that have been begun and neither completed nor given up. */
  public synchronized List<Upload> uploads() {
    return List.copyOf(uploads.keySet());
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
    uploads.forEach((upload, parts) -> copy.uploads.put(upload, new TreeMap<>(parts)));
    copy.begun = begun;
    return copy;
  }

  private synchronized String store(String key, byte[] bytes) {
    Stored stored = new Stored(bytes);
    objects.put(key, stored);
    return stored.etag();
  }

  private static ObjectInfo info(String key, Stored stored) {
    return new ObjectInfo(key, stored.bytes().length, stored.etag());
  }

  private static byte[] bytes(String key, Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new StoreException("Cannot write " + key + ": " + e.getMessage(), e);
    }
    if (out.size() != content.size()) {
      throw new IllegalStateException(
          "Content of " + content.size() + " bytes wrote " + out.size());
    }
    return out.toByteArray();
  }
}
