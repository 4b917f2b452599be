package dev.rondo.rounds.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Problem;
import dev.rondo.settings.YamlFile;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JobYamlTest {

  private static List<String> problems(String text) {
    InvalidSettingsException invalid =
        catchThrowableOfType(
            InvalidSettingsException.class, () -> JobConfig.of(YamlFile.parse("job.yaml", text)));
    assertThat(invalid).as("an invalid configuration").isNotNull();
    return invalid.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void brokenYamlIsReportedWithItsLineBesideWhatWasReadBefore() {
    assertThat(problems("clients: 0\nrounds: 5\n  epochs: 3\n"))
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).startsWith("job.yaml:1: clients must be"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("job.yaml:3: not valid YAML: mapping values are not allowed here"));
    assertThat(problems("model: \"open\nclients: 3"))
        .containsExactly(
            "job.yaml:2: not valid YAML: found unexpected end of stream while scanning a quoted scalar"
                + " that begins at job.yaml:1; write one setting per line, as in \"clients: 100\"");
    assertThat(problems("\tclients: 3").get(0)).startsWith("job.yaml:1: not valid YAML");
    assertThat(problems("%YAML 3.0\n---\nclients: 3")).hasSize(1);
  }

  @Test
  void brokenYamlCausesNoProblemsAboutWhatItMayHaveSaid() {
    assertThat(problems("quorum: 50\nclients: 500\n}")).hasSize(1);
  }

  @Test
  void whatIsNoMappingIsRefused() {
    assertThat(problems("- clients\n- 3\n").get(0))
        .startsWith("job.yaml:1: not a mapping of settings");
    assertThat(problems("clients 3\n").get(0)).startsWith("job.yaml:1: not a mapping of settings");
    assertThat(problems("clients: 3\n---\nclients: 4\n").get(0))
        .startsWith("job.yaml:2: starts a second document");
    assertThat(problems("[a, b]: 3\n").get(0)).startsWith("job.yaml:1: a key must be a plain word");
    assertThat(problems("*x : 3\n")).isNotEmpty();
    assertThat(problems("!!map {clients: 3}\n")).hasSize(1);
  }

  @Test
  void nestedValuesAreRefusedOnceAndTheRestIsRead() {
    assertThat(problems("training: {epochs: 5, more: [1, {a: b}]}\nclients: 0\n"))
        .satisfiesExactly(
            problem -> assertThat(problem).contains("job.yaml:1").contains("is a mapping"),
            problem -> assertThat(problem).contains("job.yaml:1").contains("unknown setting"),
            problem -> assertThat(problem).startsWith("job.yaml:2: clients"));
  }

  @Test
  void aSecondValueIsRefusedEvenAfterAnUnreadableOne() {
    assertThat(problems("seed: null\nseed: 4\n"))
        .hasSize(2)
        .last()
        .asString()
        .contains("already set");
  }

  @Test
  void forbiddenCharactersAreReportedWithTheirLine() {
    assertThat(problems("clients: 3\n# fine\nmodel: \u0000\n"))
        .singleElement()
        .asString()
        .startsWith("job.yaml:3: not valid YAML: it has a character");
  }

  @Test
  @Timeout(20)
  void hugeAndHostileFilesAreRefusedInNoTime() {
    assertThat(problems("#" + "x".repeat(1 << 20)).get(0)).contains("larger than 1 MiB");
    assertThat(problems("#" + "é".repeat(1 << 19)).get(0)).contains("larger than 1 MiB");
    assertThat(problems("a: " + "[".repeat(1_000_000))).isNotEmpty();
    assertThat(problems("{a: ".repeat(200_000))).isNotEmpty();
    assertThat(problems("- ".repeat(500_000))).isNotEmpty();
    assertThat(problems("? ".repeat(500_000))).isNotEmpty();
    assertThat(problems("a:\n".repeat(300_000))).hasSize(300_001);
    StringBuilder laughs = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i < 100; i++) {
      String before = "*a" + (i - 1);
      laughs.append("a" + i + ": &a" + i + " [" + before + ", " + before + "]\n");
    }
    assertThat(problems(laughs.toString())).isNotEmpty();
  }

  @Property(tries = 3000)
  void anyTextGivesAConfigurationOrItsProblems(@ForAll("texts") String text) {
    try {
      JobConfig config = JobConfig.of(YamlFile.parse("job.yaml", text));
      assertThat(JobConfig.fromJson(config.toJson())).isEqualTo(config);
    } catch (InvalidSettingsException e) {
      assertThat(e.problems())
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(problem.place()).startsWith("job.yaml"));
      assertThat(e.getMessage().lines()).hasSameSizeAs(e.problems());
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> words =
        Arbitraries.of(
            "clients",
            "model",
            "rounds",
            "split",
            "seed",
            "job",
            ": ",
            ":",
            "\n",
            "  ",
            "\t",
            "- ",
            "? ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "&a",
            " *a",
            "!!str ",
            "!<x>",
            "|",
            ">",
            "'",
            "\"",
            "#",
            "%",
            "%YAML 1.2\n",
            "---\n",
            "...\n",
            "~",
            "null",
            "true",
            "1",
            "0.5",
            "1e3",
            "-",
            "\\",
            "\\x41",
            "\\ud800",
            "\uFEFF",
            "\u2028",
            "\u0085",
            "<<",
            "iid",
            "shards:2",
            "@",
            "`");
    Arbitrary<String> grammar = words.list().ofMaxSize(25).map(parts -> String.join("", parts));
    return Arbitraries.oneOf(grammar, grammar, Arbitraries.strings().ofMaxLength(60));
  }
}
