package dev.rondo.settings.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.settings.Field;
import dev.rondo.settings.Naming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of settings in a page of the documentation, which is held to the fields. */
public final class SettingsTable {

  private SettingsTable() {}

  /**
   * Asserts that a page has the table of these fields, with a column for each naming.
   *
   * @param page relative to the folder of the project
   */
  public static void assertIn(String page, List<? extends Field<?>> fields, Naming... namings)
      throws IOException {
    String table = of(fields, namings);
    assertThat(Files.readString(Path.of(System.getProperty("rondo.home", ".."), page)))
        .as("%s must contain this table; paste it there:%n%s", page, table)
        .contains(table);
  }

  /** The table in Markdown. */
  public static String of(List<? extends Field<?>> fields, Naming... namings) {
    String names =
        Stream.of(namings).map(Naming::heading).collect(Collectors.joining(" | ", "| ", " | "));
    StringBuilder table = new StringBuilder(names + "default | meaning | allowed |\n");
    table.append("|---".repeat(namings.length + 3)).append("|\n");
    for (Field<?> field : fields) {
      table.append("| ");
      for (Naming naming : namings) {
        String name = naming == Naming.CONTEXT ? field.key() : naming.name(field.key());
        table.append('`').append(name).append("` | ");
      }
      table
          .append(field.defaultText().isEmpty() ? "" : field.defaultText() + " ")
          .append("| ")
          .append(field.description())
          .append(" | ")
          .append(field.kind().bounds())
          .append(" |\n");
    }
    return table.toString();
  }
}
