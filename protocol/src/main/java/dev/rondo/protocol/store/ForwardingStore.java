package dev.rondo.protocol.store;

import java.util.List;
import java.util.Optional;

/** Forwards all calls to another store. Subclasses override some of them. */
public abstract class ForwardingStore implements ObjectStore {

  private final ObjectStore store;

  /**
   * @param store the store behind this one
   */
  protected ForwardingStore(ObjectStore store) {
    this.store = store;
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    return store.head(key);
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return store.get(key);
  }

  @Override
  public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
    return store.getRange(object, from, length);
  }

  @Override
  public String put(String key, Content content) {
    return store.put(key, content);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    return store.putIfAbsent(key, content);
  }

  @Override
  public PutOutcome putIfMatch(String key, String etag, Content content) {
    return store.putIfMatch(key, etag, content);
  }

  @Override
  public List<ObjectInfo> list(String prefix) {
    return store.list(prefix);
  }

  @Override
  public Upload beginUpload(String key) {
    return store.beginUpload(key);
  }

  @Override
  public Optional<String> putPart(Upload upload, int number, Content content) {
    return store.putPart(upload, number, content);
  }

  @Override
  public UploadOutcome completeUpload(Upload upload, List<String> parts) {
    return store.completeUpload(upload, parts);
  }

  @Override
  public void abortUpload(Upload upload) {
    store.abortUpload(upload);
  }
}
