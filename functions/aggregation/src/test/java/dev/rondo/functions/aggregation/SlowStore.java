package dev.rondo.functions.aggregation;

import dev.rondo.core.store.Content;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.PutOutcome;
import dev.rondo.core.store.StoredObject;
import java.util.List;
import java.util.Optional;

/** A store in which something happens while a model is written: time passes. */
final class SlowStore implements ObjectStore {

  private final ObjectStore store;
  private final Runnable whileWriting;

  SlowStore(ObjectStore store, Runnable whileWriting) {
    this.store = store;
    this.whileWriting = whileWriting;
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
  public String put(String key, Content content) {
    return store.put(key, content);
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    if (key.contains("/models/") && key.endsWith(".safetensors")) {
      whileWriting.run();
    }
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
}
