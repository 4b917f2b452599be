package dev.rondo.functions.support;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
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
 * A store that counts requests and the bytes read of each object. Each call of a function has its
 * own.
 */
public final class MeteredStore extends ForwardingStore {

  private final Map<String, Long> bytesRead = new ConcurrentHashMap<>();
  private final Map<String, Long> requests = new ConcurrentHashMap<>();

  public MeteredStore(ObjectStore store) {
    super(store);
  }

  /** Bytes read so far of the objects whose keys match. */
  public long bytesRead(Predicate<String> key) {
    return bytesRead.entrySet().stream()
        .filter(entry -> key.test(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Calls so far, by name: get, head, list, put; begin, part and complete of uploads. */
  public Map<String, Long> requests() {
    return new TreeMap<>(requests);
  }

  private void count(String request) {
    requests.merge(request, 1L, Long::sum);
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    count("head");
    return super.head(key);
  }

  @Override
  public Optional<StoredObject> get(String key) {
    count("get");
    return super.get(key).map(this::counting);
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    count("get");
    return super.getRange(object, from, length).map(this::counting);
  }

  private StoredObject counting(StoredObject object) {
    return new StoredObject(object.info(), new Counting(object.body(), object.info().key()));
  }

  @Override
  public String put(String key, Content content) {
    count("put");
    return super.put(key, content);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    count("put");
    return super.putIfAbsent(key, content);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    count("put");
    return super.putIfMatch(key, etag, content);
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    count("list");
    return super.list(prefix);
  }

  @Override
  public Upload beginUpload(String key) {
    count("begin");
    return super.beginUpload(key);
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    count("part");
    return super.putPart(upload, number, content);
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> parts) {
    count("complete");
    return super.completeUpload(upload, parts);
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
