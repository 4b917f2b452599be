package dev.rondo.core.cost;

import dev.rondo.core.store.Content;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.PutOutcome;
import dev.rondo.core.store.StoredObject;
import java.util.List;
import java.util.Optional;

/** Counts the requests that a store gets, as S3 would charge for them. */
public final class CountingStore implements ObjectStore {

  private final ObjectStore store;
  private long puts;
  private long gets;
  private long lists;

  public CountingStore(ObjectStore store) {
    this.store = store;
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
    return store.head(key);
  }

  @Override
  public Optional<StoredObject> get(String key) {
    gets++;
    return store.get(key);
  }

  @Override
  public String put(String key, Content content) {
    puts++;
    return store.put(key, content);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    puts++;
    return store.putIfAbsent(key, content);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    puts++;
    return store.putIfMatch(key, etag, content);
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    lists++;
    List<ObjectInfo> found = store.list(prefix);
    lists += found.size() / 1000;
    return found;
  }
}
