package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.testing.ObjectStoreContract;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** It is a store like any other, and counts. */
class MeteredStoreTest extends ObjectStoreContract {

  private final MeteredStore store = new MeteredStore(new MemoryStore());

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Test
  void itKnowsHowOftenItWasAsked() {
    store.putIfAbsent("a", Content.of(new byte[3]));
    store.putIfMatch("a", "another", Content.of(new byte[4]));
    store.put("b", Content.of(new byte[5]));
    store.head("a");
    store.get("nothing");
    store.list("");

    assertThat(store.requests()).isEqualTo(Map.of("put", 3L, "head", 1L, "get", 1L, "list", 1L));
  }

  @Test
  void itCountsTheBytesThatWereReadAndNotThoseThatWereNot() throws IOException {
    store.put("a/1", Content.of(new byte[1000]));
    store.put("a/2", Content.of(new byte[1000]));
    store.put("b/1", Content.of(new byte[50]));
    read(store, "a/1", 1000);
    read(store, "a/1", 10);
    read(store, "a/2", 1);
    read(store, "b/1", 100);

    assertThat(store.bytesRead(key -> key.startsWith("a/"))).isEqualTo(1011);
    assertThat(store.bytesRead(key -> true)).isEqualTo(1061);
  }

  private static void read(ObjectStore store, String key, int bytes) throws IOException {
    try (StoredObject object = store.get(key).orElseThrow()) {
      if (bytes == 1) {
        assertThat(object.body().read()).isZero();
      } else {
        object.body().readNBytes(bytes);
      }
    }
  }
}
