package dev.rondo.functions.aggregation;

import dev.rondo.core.store.Content;
import dev.rondo.core.store.ForwardingStore;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.PutOutcome;

/** A store in which something happens while a model is written: time passes. */
final class SlowStore extends ForwardingStore {

  private final Runnable whileWriting;

  SlowStore(ObjectStore store, Runnable whileWriting) {
    super(store);
    this.whileWriting = whileWriting;
  }

  @Override
  public PutOutcome putIfAbsent(String key, Content content) {
    if (key.contains("/models/") && key.endsWith(".safetensors")) {
      whileWriting.run();
    }
    return super.putIfAbsent(key, content);
  }
}
