package dev.rondo.cdk.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/deployment.md has every setting, with its default. */
class DeploymentDocsTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z0-9_]+)` \\| (?:`([^`]*)` )?\\|", Pattern.MULTILINE);

  @Test
  void everySettingIsThereWithItsDefaultAndNoOther() throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("rondo.home"), "docs", "deployment.md"));
    Map<String, String> documented = new TreeMap<>();
    Matcher rows = ROW.matcher(page);
    while (rows.find()) {
      String otherwise = rows.group(2);
      documented.put(rows.group(1), otherwise == null ? "" : otherwise);
    }

    assertThat(documented).isEqualTo(new TreeMap<>(SettingsReader.defaults()));
  }
}
