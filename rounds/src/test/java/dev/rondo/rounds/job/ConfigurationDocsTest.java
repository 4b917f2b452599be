package dev.rondo.rounds.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocsTest {

  @Test
  void theTableOfTheDocsIsTheRegistry() throws IOException {
    Path page = Path.of(System.getProperty("rondo.home", ".."), "docs", "configuration.md");
    StringBuilder table =
        new StringBuilder("| key | flag | default | meaning | allowed |\n|---|---|---|---|---|\n");
    for (Setting setting : JobConfigs.settings()) {
      table.append(
          String.format(
              "| `%s` | `%s` | %s | %s | %s |\n",
              setting.key(),
              setting.flag(),
              setting.defaultText(),
              setting.description(),
              setting.bounds()));
    }
    assertThat(Files.readString(page))
        .as("docs/configuration.md must hold this table; paste it there:%n%s", table)
        .contains(table);
  }
}
