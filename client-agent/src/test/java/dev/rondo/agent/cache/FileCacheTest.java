package dev.rondo.agent.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {

  private static final Checkpoint GO_ON = () -> {};

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int downloads;

  private FileCache cache(long maxBytes) throws IOException {
    return new FileCache(folder, maxBytes, () -> now);
  }

  private FileCache.Source source(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return source(bytes.length, new ByteArrayInputStream(bytes));
  }

  private FileCache.Source source(long size, InputStream in) {
    return () -> {
      downloads++;
      return new StoredObject(new ObjectInfo("models/x", size, "tag"), in);
    };
  }

  private static Optional<String> digest(String text) {
    return Optional.of(new Digest().add(text.getBytes(StandardCharsets.UTF_8)).hex());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anObjectIsDownloadedOnce() throws IOException {
    FileCache cache = cache(100);
    Path first = cache.get("model", digest("abc"), source("abc"), GO_ON);
    Path again = cache.get("model", digest("abc"), source("abc"), GO_ON);

    assertThat(again).isEqualTo(first).hasContent("abc");
    assertThat(downloads).isEqualTo(1);
    assertThat(cache(100).get("model", digest("abc"), source("abc"), GO_ON)).isEqualTo(first);
    assertThat(downloads).isEqualTo(1);
  }

  @Test
  void withoutADigestTheIdIsEnough() throws IOException {
    FileCache cache = cache(100);
    cache.get("shard-1", Optional.empty(), source("one"), GO_ON);
    cache.get("shard-2", Optional.empty(), source("two"), GO_ON);

    assertThat(cache.get("shard-1", Optional.empty(), source("1"), GO_ON)).hasContent("one");
    assertThat(downloads).isEqualTo(2);
  }

  @Test
  void aFileThatWasDamagedIsDownloadedAgain() throws IOException {
    FileCache cache = cache(100);
    Path file = cache.get("shard", Optional.empty(), source("abc"), GO_ON);
    Files.writeString(file, "abd");

    assertThat(cache.get("shard", Optional.empty(), source("abc"), GO_ON)).hasContent("abc");
    assertThat(downloads).isEqualTo(2);
  }

  @Test
  void anotherContentThanTheOneExpectedIsRefused() throws IOException {
    FileCache cache = cache(100);

    assertThatThrownBy(() -> cache.get("model", digest("abc"), source("abd"), GO_ON))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("models/x has SHA-256");
    assertThat(files()).isEmpty();
  }

  @Test
  void aDownloadThatEndsEarlyLeavesNothing() throws IOException {
    FileCache cache = cache(100);
    InputStream in = new ByteArrayInputStream(new byte[3]);

    assertThatThrownBy(() -> cache.get("model", Optional.empty(), source(5, in), GO_ON))
        .hasMessageContaining("ended after 3 of its 5 bytes");
    assertThat(files()).isEmpty();
  }

  @Test
  void aDownloadThatIsNoLongerWantedEnds() throws IOException {
    FileCache cache = cache(100);
    Checkpoint stop =
        () -> {
          throw new AbandonedException();
        };

    assertThatThrownBy(() -> cache.get("model", Optional.empty(), source("abc"), stop))
        .isInstanceOf(AbandonedException.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftHalfDoneIsRemoved() throws IOException {
    Files.writeString(folder.resolve("model.part"), "ab");
    FileCache cache = cache(100);

    assertThat(files()).isEmpty();
    assertThat(cache.get("model", digest("abc"), source("abc"), GO_ON)).hasContent("abc");
  }

  @Test
  void whatWasUsedLeastRecentlyGoesFirst() throws IOException {
    FileCache cache = cache(10);
    cache.get("a", Optional.empty(), source("aaaa"), GO_ON);
    now = now.plusSeconds(1);
    cache.get("b", Optional.empty(), source("bbbb"), GO_ON);
    now = now.plusSeconds(1);
    cache.get("a", Optional.empty(), source("aaaa"), GO_ON);
    now = now.plusSeconds(1);
    cache.get("c", Optional.empty(), source("cccc"), GO_ON);

    assertThat(files().stream().map(name -> name.substring(0, 1))).containsExactly("a", "c");
  }

  @Test
  void whatDoesNotFitIsNotDownloaded() throws IOException {
    FileCache cache = cache(10);
    cache.get("a", Optional.empty(), source("aaaa"), GO_ON);

    assertThatThrownBy(() -> cache.get("b", Optional.empty(), source("12345678901"), GO_ON))
        .hasMessageContaining("11 bytes, more than the cache can hold: 10");
    assertThat(files()).hasSize(1);
  }

  @Test
  void namesThatWouldLeaveTheFolderAreRefused() throws IOException {
    FileCache cache = cache(10);

    assertThatThrownBy(() -> cache.get("../a", Optional.empty(), source("a"), GO_ON))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cache.get("a", Optional.of("../../b"), source("a"), GO_ON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFolderThatWasTidiedUpComesBack() throws IOException {
    Path inner = folder.resolve("inner");
    FileCache cache = new FileCache(inner, 10, () -> now);
    Files.delete(inner);

    assertThat(cache.get("a", Optional.empty(), source("a"), GO_ON)).hasContent("a");
  }
}
