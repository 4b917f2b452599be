package dev.rondo.rounds.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.json.Json;

/** Documents written down by hand, in lines that are one line in the store. */
public final class GoldenJson {

  private GoldenJson() {}

  /** That a document is in the store letter by letter, and is read as it is written. */
  public static void assertDocument(TestJob job, String key, Class<?> type, String golden) {
    String line = golden.replace("\n", "");
    assertThat(new String(job.memory.bytes(key), UTF_8)).isEqualTo(line);
    Object read = Json.parse(line, type, key);
    assertThat(Json.text(read)).isEqualTo(line);
  }
}
