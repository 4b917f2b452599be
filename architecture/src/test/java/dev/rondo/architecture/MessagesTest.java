package dev.rondo.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages have the two forms of CONTRIBUTING.md. */
class MessagesTest {

  private static final Path HOME = Path.of(System.getProperty("rondo.home", ".."));

  /** Other forms, and the form to use. */
  private static final Map<Pattern, String> OTHER_FORMS =
      Map.of(
          Pattern.compile("\\bCould not "), "Cannot DO X: REASON",
          Pattern.compile(", not ('?%|\\\\?['\"]?\"$)"), "X must be A, but is B",
          Pattern.compile(", but must "), "X must be A, but is B");

  private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

  @Test
  void messagesHaveOneForm() throws IOException {
    List<String> uses = new ArrayList<>();
    for (Path file : mainFiles()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        String place = HOME.relativize(file) + ":" + (i + 1);
        literals(lines.get(i))
            .forEach(
                literal ->
                    OTHER_FORMS.forEach(
                        (other, form) -> {
                          if (other.matcher(literal).find()) {
                            uses.add("%s: say '%s': %s".formatted(place, form, literal));
                          }
                        }));
      }
    }
    assertThat(uses).isEmpty();
  }

  private static List<Path> mainFiles() throws IOException {
    try (Stream<Path> all = Files.walk(HOME)) {
      List<Path> files =
          all.filter(file -> file.toString().endsWith(".java"))
              .filter(file -> HOME.relativize(file).toString().contains("src/main/java"))
              .toList();
      assertThat(files).hasSizeGreaterThan(500);
      return files;
    }
  }

  private static List<String> literals(String line) {
    String code = line.strip();
    return code.startsWith("*") || code.startsWith("//")
        ? List.of()
        : LITERAL.matcher(code).results().map(literal -> literal.group()).toList();
  }
}
