package dev.rondo.rounds.job;

import dev.rondo.settings.Naming;
import dev.rondo.settings.testing.SettingsTable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConfigurationDocsTest {

  @Test
  void theTableOfJobSettingsShowsTheFields() throws IOException {
    SettingsTable.assertIn(
        "docs/configuration.md", JobFields.SCHEMA.fields(), Naming.KEY, Naming.FLAG);
  }
}
