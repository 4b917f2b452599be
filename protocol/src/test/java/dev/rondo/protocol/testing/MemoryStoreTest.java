package dev.rondo.protocol.testing;

import dev.rondo.protocol.store.ObjectStore;

class MemoryStoreTest extends ObjectStoreContract {

  private final MemoryStore store = new MemoryStore();

  @Override
  protected ObjectStore store() {
    return store;
  }
}
