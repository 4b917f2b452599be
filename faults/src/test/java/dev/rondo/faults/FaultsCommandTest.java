package dev.rondo.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsCommandTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return new FaultsCommand(new PrintStream(printed, true, UTF_8)).run(List.of(arguments));
  }

  private String printed() {
    return printed.toString(UTF_8);
  }

  @Test
  void itRunsSchedulesAndCountsWhatTheyBroke() {
    assertThat(run("20", "--from", "41", "--threads", "2")).isZero();

    assertThat(printed())
        .matches(
            "20 schedules, 0 violations, [0-9]+ schedules/s\\R"
                + "[0-9]+ with masks: [0-9]+ rounds committed, [0-9]+ of them without a client that"
                + " had masked an update; [0-9]+ refused by the helper\\R");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "many",
        "--seed",
        "10 --threads few",
        "10 --seed 1",
        "99999999999",
        "0",
        "-5",
        "--large",
        "--large multi-bulyan",
        "--large multi-krum 10",
        "--large multi-krum --seats 0",
        "10 --seats 5",
        "--help"
      })
  void whatItDoesNotUnderstandItAnswersWithItsUsage(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);

    assertThat(printed()).contains("Usage: scripts/faults N").doesNotContain("Exception");
  }

  @Test
  void aSeedIsRunAgainStepByStep() {
    assertThat(run("--seed", "7")).isZero();

    assertThat(printed().lines())
        .anyMatch(line -> line.matches(" +1 +0\\.[0-9]{3} s  operator-init .*"))
        .anyMatch(line -> line.contains("PUT if absent jobs/one-hot/rounds/00000001/plan.json"))
        .contains("Faults (no invariant was violated):");
  }

  @Test
  void aLargeRoundPrintsItsRequestsAndWhatItsFunctionsUsed() {
    assertThat(run("--large", "multi-krum", "--seats", "20")).isZero();

    assertThat(printed())
        .startsWith("COMMITTED with 18 of 20 seats after ")
        .containsPattern("[0-9,]+ PUT, [0-9,]+ GET, [0-9,]+ LIST: \\$0\\.[0-9]{2}")
        .containsPattern("fold-part +at most +[0-9]+ of +900 s, +[0-9]+ of +804 MB");
  }

  @Test
  void aLargeRoundThatDoesNotFitIsRefusedWithTheSeatsThatFit() {
    assertThat(run("--large", "multi-krum", "--seats", "3000")).isEqualTo(2);

    assertThat(printed()).startsWith("faults: Cannot aggregate a model of 128,000,000 parameters");
  }

  /** Hash codes and the order of Map.of and Set.of differ from process to process. */
  @Test
  void aSeedHasTheSameTraceInEveryProcess() throws Exception {
    for (String seed : List.of("3", "8", "21")) {
      printed.reset();
      run("--seed", seed);

      assertThat(inAnotherProcess("--seed", seed)).isEqualTo(printed());
    }
  }

  private static String inAnotherProcess(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=0", // Identity hash codes from another source, too.
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                FaultsCommand.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
