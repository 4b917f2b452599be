package dev.rondo.core.testing;

import dev.rondo.core.store.ObjectStore;

class MemoryStoreTest extends ObjectStoreContract {

  private final MemoryStore store = new MemoryStore();

  @Override
  protected ObjectStore store() {
    return store;
  }
}
