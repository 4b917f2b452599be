package dev.rondo.cdk.settings;

import dev.rondo.settings.Field;
import dev.rondo.settings.Naming;
import dev.rondo.settings.testing.SettingsTable;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeploymentDocsTest {

  static List<List<Field<?>>> tables() {
    return List.of(
        List.of(Settings.PREFIX, Settings.TERMINATION_PROTECTION, Settings.TAGS),
        ControlSettings.SCHEMA.fields(),
        HelperSettings.SCHEMA.fields(),
        Ec2Settings.SCHEMA.fields(),
        EksSettings.SCHEMA.fields());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void theTablesOfDeploymentSettingsShowTheFields(List<Field<?>> fields) throws IOException {
    SettingsTable.assertIn("docs/deployment.md", fields, Naming.CONTEXT);
  }
}
