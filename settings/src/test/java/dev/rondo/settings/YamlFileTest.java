package dev.rondo.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlFileTest {

  private static final Schema.Builder FIELDS = Schema.builder(Naming.KEY);

  private static final Field<String> NAME = FIELDS.add("name", Kinds.text(), "none", "");
  private static final Field<Boolean> SPOT = FIELDS.add("spot", Kinds.bool(), "false", "");
  private static final Field<List<String>> ZONES =
      FIELDS.add("zones", Kinds.list(Kinds.matching("zone", "[a-z]", "a letter")), "", "");
  private static final Schema SCHEMA = FIELDS.build();

  @TempDir private Path folder;

  private static Values read(String text) {
    return SCHEMA.resolve(YamlFile.parse("a.yaml", text));
  }

  private static List<String> problems(RawSettings raw) {
    try {
      SCHEMA.resolve(raw);
      return List.of();
    } catch (InvalidSettingsException e) {
      return e.problems().stream().map(Problem::text).toList();
    }
  }

  private static List<String> problems(String text) {
    return problems(YamlFile.parse("a.yaml", text));
  }

  @Test
  void yamlAndJsonAreRead() {
    assertThat(read("name: x\nspot: true\nzones: [a, b]\n"))
        .isEqualTo(read("{\"name\": \"x\", \"spot\": true, \"zones\": [\"a\", \"b\"]}"))
        .isEqualTo(read("name: 'x'\nspot: 'true'\nzones: a, b\n"))
        .returns("x", values -> values.get(NAME))
        .returns(true, values -> values.get(SPOT))
        .returns(List.of("a", "b"), values -> values.get(ZONES));
    assertThat(read("zones:\n- a\n- b\n").get(ZONES)).containsExactly("a", "b");
    assertThat(read("zones: []\n").get(ZONES)).isEmpty();
  }

  @Test
  void aListOrABooleanIsOnlyForSettingsThatTakeOne() {
    assertThat(problems("name: [a, b]\n").get(0))
        .startsWith("a.yaml:1: name must be")
        .contains("but is a list");
    assertThat(problems("name: true\n").get(0)).contains("but is a boolean; put text in quotes");
    assertThat(problems("spot: [true]\n").get(0)).contains("but is a list");
    assertThat(read("name: 'true'\n").get(NAME)).isEqualTo("true");
  }

  @Test
  void nestingAnchorsAndAliasesAreRefused() {
    assertThat(problems("zones: [a, [b]]\n").get(0)).contains("is a nested list");
    assertThat(problems("zones: [a, &x b]\n").get(0)).contains("is a nested list");
    assertThat(problems("zones: &x [a]\nname: *x\n")).hasSize(2);
    assertThat(problems("name: " + "[".repeat(20) + "]".repeat(20)).get(0))
        .contains("nested too deeply");
  }

  @Test
  void problemsOfTheFileNameIt() throws IOException {
    Path file = folder.resolve("a.yaml");
    assertThat(problems(YamlFile.read(file))).containsExactly(file + " does not exist");

    Files.writeString(file, "name: x\nnmae: y\n");
    assertThat(problems(YamlFile.read(file)))
        .containsExactly("a.yaml:2: unknown setting \"nmae\". Did you mean \"name\"?");

    Files.writeString(file, "#".repeat((1 << 20) + 1));
    assertThat(problems(YamlFile.read(file)))
        .containsExactly(file + " is larger than 1 MiB. Is it the right file?");
    assertThat(problems(YamlFile.read(folder)).get(0)).contains("cannot be read");
  }
}
