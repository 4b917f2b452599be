package dev.rondo.core.cost;

import dev.rondo.core.store.Content;
import dev.rondo.core.store.ForwardingStore;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.PutOutcome;
import dev.rondo.core.store.StoredObject;
import dev.rondo.core.store.Upload;
import dev.rondo.core.store.UploadOutcome;
import java.util.List;
import java.util.Optional;

/** Counts the requests that a store gets, as S3 would charge for them. */
public final class CountingStore extends ForwardingStore {

  private long puts;
  private long gets;
  private long lists;

  public CountingStore(ObjectStore store) {
    super(store);
  }

  /** What came since the last time that this was asked. */
  public Requests take(long queue) {
    Requests taken = new Requests(puts, gets, lists, queue);
    puts = 0;
    gets = 0;
    lists = 0;
    return taken;
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    gets++;
    return super.head(key);
  }

  @Override
  public Optional<StoredObject> get(String key) {
    gets++;
    return super.get(key);
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    gets++;
    return super.getRange(object, from, length);
  }

  @Override
  public String put(String key, Content content) {
    puts++;
    return super.put(key, content);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    puts++;
    return super.putIfAbsent(key, content);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    puts++;
    return super.putIfMatch(key, etag, content);
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    lists++;
    List<ObjectInfo> found = super.list(prefix);
    lists += found.size() / 1000;
    return found;
  }

  @Override
  public Upload beginUpload(String key) {
    puts++;
    return super.beginUpload(key);
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    puts++;
    return super.putPart(upload, number, content);
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> parts) {
    puts++;
    return super.completeUpload(upload, parts);
  }
}
