package dev.rondo.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFoldersTest {

  @TempDir Path parent;

  @Test
  void theFoldersOfTheLastDayStayAndOlderOnesAreDeleted() throws IOException {
    Instant now = Instant.now();
    Path old = WorkFolders.create(parent, "emulator", now);
    Files.createDirectories(old.resolve("data/deep"));
    Files.writeString(old.resolve("server.log"), "a line");

    Path next = WorkFolders.create(parent, "emulator", now.plus(Duration.ofHours(23)));
    assertThat(old).isDirectory();

    Path last = WorkFolders.create(parent, "emulator", now.plus(Duration.ofHours(25)));
    assertThat(old).doesNotExist();
    assertThat(next).doesNotExist();
    assertThat(last).isEmptyDirectory();
  }

  @Test
  void theyAreBelowTheBuildsFolder() {
    assertThat(WorkFolders.create("some").toString()).contains("/target/work/some-");
  }
}
