package dev.rondo.rounds.cost;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that a store gets, as S3 would charge for them. */
public final class CountingStore extends ForwardingStore {

  private final LongAdder puts = new LongAdder();
  private final LongAdder gets = new LongAdder();
  private final LongAdder lists = new LongAdder();

  public CountingStore(ObjectStore store) {
    super(store);
  }

  /** What came since the last time that this was asked. */
  public Requests take(long queue) {
    return new Requests(puts.sumThenReset(), gets.sumThenReset(), lists.sumThenReset(), queue);
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    gets.increment();
    return super.head(key);
  }

  @Override
  public Optional<StoredObject> get(String key) {
    gets.increment();
    return super.get(key);
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    gets.increment();
    return super.getRange(object, from, length);
  }

  @Override
  public String put(String key, Content content) {
    puts.increment();
    return super.put(key, content);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    puts.increment();
    return super.putIfAbsent(key, content);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    puts.increment();
    return super.putIfMatch(key, etag, content);
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    lists.increment();
    List<ObjectInfo> found = super.list(prefix);
    lists.add(found.size() / 1000);
    return found;
  }

  @Override
  public Upload beginUpload(String key) {
    puts.increment();
    return super.beginUpload(key);
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    puts.increment();
    return super.putPart(upload, number, content);
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> parts) {
    puts.increment();
    return super.completeUpload(upload, parts);
  }
}
