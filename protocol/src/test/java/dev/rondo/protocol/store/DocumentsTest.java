package dev.rondo.protocol.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.testing.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private record Words(List<String> words) {}

  private final MemoryStore store = new MemoryStore();
  private final Documents documents = new Documents(store, 23);
  private final Words longest = new Words(List.of("123456789")); // {"words":["123456789"]}
  private final Words tooLong = new Words(List.of("1234567890"));

  @Test
  void aDocumentOfTheMostBytesIsWrittenAndRead() {
    assertThat(documents.writeOnce("key", longest)).isEqualTo(longest);
    assertThat(documents.read("key", Words.class)).contains(longest);
  }

  @Test
  void aDocumentThatCouldNotBeReadAgainIsNotWritten() {
    documents.write("there", longest);
    String tag = documents.readTagged("there", Words.class).orElseThrow().etag();

    String message = "Cannot write %s: it has 24 bytes, and a document has at most 23";
    assertThatThrownBy(() -> documents.writeOnce("key", tooLong))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message, "key");
    assertThatThrownBy(() -> documents.write("key", tooLong)).hasMessageContaining(message, "key");
    assertThatThrownBy(() -> documents.replace("there", tag, tooLong))
        .hasMessageContaining(message, "there");
    assertThat(documents.exists("key")).isFalse();
    assertThat(documents.require("there", Words.class)).isEqualTo(longest);
  }
}
