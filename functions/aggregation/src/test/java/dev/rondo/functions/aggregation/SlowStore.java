package dev.rondo.functions.aggregation;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;

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
