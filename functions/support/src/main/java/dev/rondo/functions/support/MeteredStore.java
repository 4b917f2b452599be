package dev.rondo.functions.support;

import dev.rondo.core.store.Content;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.PutOutcome;
import dev.rondo.core.store.StoredObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A store that knows what it was asked: how often, and how many bytes were read of which object.
 * One for each call of a function, so that core need not count.
 */
public final class MeteredStore implements ObjectStore {

  private final ObjectStore store;
  private final Map<String, Long> bytesRead = new ConcurrentHashMap<>();
  private final Map<String, Long> requests = new ConcurrentHashMap<>();

  public MeteredStore(ObjectStore store) {
    this.store = store;
  }

  /** Bytes that were read so far of the objects with such keys. */
  public long bytesRead(Predicate<String> key) {
    return bytesRead.entrySet().stream()
        .filter(entry -> key.test(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Calls so far, by name: get, head, list, put. */
  public Map<String, Long> requests() {
    return new TreeMap<>(requests);
  }

  private void count(String request) {
    requests.merge(request, 1L, Long::sum);
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    count("head");
    return store.head(key);
  }

  @Override
  public Optional<StoredObject> get(String key) {
    count("get");
    return store
        .get(key)
        .map(object -> new StoredObject(object.info(), new Counting(object.body(), key)));
  }

  @Override
  public String put(String key, Content content) {
    count("put");
    return store.put(key, content);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    count("put");
    return store.putIfAbsent(key, content);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    count("put");
    return store.putIfMatch(key, etag, content);
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    count("list");
    return store.list(prefix);
  }

  private final class Counting extends FilterInputStream {

    private final String key;

    Counting(InputStream in, String key) {
      super(in);
      this.key = key;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      counted(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      counted(Math.max(0, read));
      return read;
    }

    private void counted(long bytes) {
      bytesRead.merge(key, bytes, Long::sum);
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
