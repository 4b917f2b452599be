package dev.rondo.protocol.testing;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * A store that fails at chosen calls: before it has done anything, or after it has done all, so
 * that only its answer is lost. To the caller that is a crash at that line.
 */
public class FaultyStore implements ObjectStore {

  /** When a call fails. */
  public enum Moment {
    BEFORE,
    AFTER
  }

  private final ObjectStore store;
  private final IntPredicate failing;
  private final Moment moment;
  private int calls;
  private int faults;

  /**
   * @param failing says whether a call fails, by its number from 1
   */
  public FaultyStore(ObjectStore store, IntPredicate failing, Moment moment) {
    this.store = store;
    this.failing = failing;
    this.moment = moment;
  }

  /** How often it has failed. */
  public int faults() {
    return faults;
  }

  private <T> T call(String what, Supplier<T> action) {
    calls++;
    boolean fails = failing.test(calls);
    if (fails && moment == Moment.BEFORE) {
      faults++;
      throw new StoreException("Call " + calls + " failed before " + what);
    }
    T answer = action.get();
    if (fails) {
      faults++;
      throw new StoreException("Call " + calls + " failed after " + what);
    }
    return answer;
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    return call("head " + key, () -> store.head(key));
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return call("get " + key, () -> store.get(key));
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    return call("get " + object.key(), () -> store.getRange(object, from, length));
  }

  @Override
  public String put(String key, Content content) {
    return call("put " + key, () -> store.put(key, content));
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    return call("put " + key, () -> store.putIfAbsent(key, content));
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    return call("put " + key, () -> store.putIfMatch(key, etag, content));
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    return call("list " + prefix, () -> store.list(prefix));
  }

  @Override
  public Upload beginUpload(String key) {
    return call("begin " + key, () -> store.beginUpload(key));
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    return call("part of " + upload.key(), () -> store.putPart(upload, number, content));
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> parts) {
    return call("complete " + upload.key(), () -> store.completeUpload(upload, parts));
  }

  @Override
  public void abortUpload(Upload upload) {
    call(
        "abort " + upload.key(),
        () -> {
          store.abortUpload(upload);
          return true;
        });
  }
}
