package dev.rondo.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.testing.ObjectStoreContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Of what was not read beforehand it is the store itself. */
class ReadAheadTest extends ObjectStoreContract {

  private final ObjectStore view = ReadAhead.of(new MemoryStore(), "no such folder/", key -> true);

  @Override
  protected ObjectStore store() {
    return view;
  }

  @Test
  void whatWasReadNeedsTheStoreNoMore() throws IOException {
    MemoryStore memory = new MemoryStore();
    memory.put("a/1.json", content("one"));
    memory.put("a/2.bin", content("two"));
    FaultyStore counting = new FaultyStore(memory, call -> call > 2, FaultyStore.Moment.BEFORE);

    ObjectStore view = ReadAhead.of(counting, "a/", key -> key.endsWith(".json"));

    assertThat(view.list("a/")).hasSize(2);
    try (StoredObject found = view.get("a/1.json").orElseThrow()) {
      assertThat(found.body()).hasContent("one");
    }
    assertThat(view.head("a/1.json")).isPresent();
    assertThat(view.get("a/3.json")).isEmpty();
    assertThat(counting.faults()).isZero();
  }

  @Test
  void whatWasNotWantedIsAskedFor() throws IOException {
    MemoryStore memory = new MemoryStore();
    memory.put("a/2.bin", content("two"));

    ObjectStore view = ReadAhead.of(memory, "a/", key -> false);
    memory.put("b/1.json", content("new"));

    try (StoredObject found = view.get("a/2.bin").orElseThrow()) {
      assertThat(found.body()).hasContent("two");
    }
    assertThat(view.head("b/1.json")).isPresent();
  }

  private static Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
