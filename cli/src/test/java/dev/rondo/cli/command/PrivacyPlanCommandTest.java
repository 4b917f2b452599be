package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivacyPlanCommandTest {

  @TempDir private Path folder;

  @Test
  void theTableComparesMechanismsAndSaysWhatTheyAssume() {
    Invocation plan = plan("--cap", 10, "--cool-down", 10);

    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out())
        .containsPattern("gaussian +\\d+\\.\\d+ ")
        .containsPattern("blt, 2 buffers +\\d+\\.\\d+ ")
        .containsPattern("every round composes +\\d+\\.\\d+ ")
        .containsPattern("Poisson sampling +\\d+\\.\\d+ ")
        .contains(
            "Epsilon 2, delta 1e-5 holds if a client contributes to at most 10 rounds, 10 or more"
                + " apart.",
            "Poisson sampling: Only in a simulation. A deployment cannot promise it")
        .doesNotContain("To need less noise");
  }

  @Test
  void scriptsGetAllDigits() {
    JsonNode plan = plan("--cap", 10, "--cool-down", 10, "--clip", 0.5, "--json").json();
    JsonNode gaussian = plan.get("mechanisms").get(0);
    JsonNode blt = plan.get("mechanisms").get(1);
    JsonNode everyRound = plan.get("comparisons").get(0);

    double z = gaussian.get("noise_multiplier").asDouble();
    assertThat(gaussian.get("noise_of_mean").asDouble()).isCloseTo(z * 0.5 / 10, within(1e-12));
    assertThat(gaussian.get("prefix_sum_error").asDouble())
        .isCloseTo(z * Math.sqrt(50.5), within(1e-9));
    assertThat(everyRound.get("noise_multiplier").asDouble())
        .isCloseTo(z * Math.sqrt(10), within(1e-8));
    assertThat(blt.get("theta")).hasSize(2);
    assertThat(blt.get("omega")).hasSize(2);
    assertThat(blt.get("prefix_sum_error").asDouble())
        .isLessThan(gaussian.get("prefix_sum_error").asDouble() / 1.5);
    for (JsonNode mechanism : List.of(gaussian, blt, everyRound, plan.get("comparisons").get(1))) {
      assertThat(mechanism.get("epsilon").asDouble()).isBetween(1.999, 2.0);
    }
    assertThat(gaussian.get("epsilon_by_zcdp").asDouble()).isGreaterThan(2);
    assertThat(plan.get("comparisons").get(1).has("epsilon_by_zcdp")).isFalse();
  }

  @Test
  void oneMechanismIsEnough() {
    JsonNode plan = plan("--mechanism", "blt", "--json").json();

    assertThat(plan.get("mechanisms")).hasSize(1);
    assertThat(plan.get("mechanisms").get(0).get("mechanism").asText()).isEqualTo("blt");
  }

  @Test
  void aPlanWithoutLimitsSaysWhichArePossible() {
    assertThat(plan().out())
        .contains("at most 100 rounds.")
        .contains("a --cap of 10 or more and a --cool-down of 10 or less.");
  }

  @Test
  void epsilonOfBothMechanismsIsPlotted() throws IOException {
    Path file = folder.resolve("plots/epsilon.svg");

    Invocation plan = plan("--cap", 10, "--cool-down", 10, "--plot", file);

    assertThat(plan.out()).contains("Plot written to " + file);
    assertThat(Files.readString(file))
        .contains("Privacy spent by round", "gaussian", "blt", "budget", "delta = 1e-5");
  }

  @Test
  void aPlotThatCannotBeWrittenIsAFailureWithoutAStackTrace() throws IOException {
    Path file = Files.writeString(folder.resolve("in-the-way"), "");

    Invocation plan = plan("--plot", file.resolve("epsilon.png"));

    assertThat(plan.exitCode()).isEqualTo(1);
    assertThat(plan.out()).isEmpty();
    assertThat(plan.err()).startsWith("Cannot write to ").hasLineCount(1);
  }

  @Test
  void allWrongNumbersAreReportedTogether() {
    assertThat(
            plan("--delta", 1, "--clip", 0, "--cap", 0, "--cool-down", -1, "--mechanism", "laplace")
                .message()
                .lines())
        .containsExactly(
            "UserError: --clip must be a number above 0, but is 0",
            "--delta must be between 0 and 1, but is 1",
            "--cap must be 1 or more, but is 0",
            "--cool-down must be 1 or more, but is -1",
            "--mechanism must be gaussian, blt or both, but is \"laplace\"");
  }

  @Test
  void limitsThatLeaveSeatsEmptyAreRefused() {
    assertThat(plan("--cool-down", 11).message())
        .isEqualTo(
            "UserError: --clients must be 110 or more for --seats 10 and --cool-down 11, but is"
                + " 100. Reduce --cool-down to 10 or less.");
    assertThat(plan("--cap", 9).message())
        .isEqualTo(
            "UserError: --cap must be 10 or more for 100 rounds of 10 updates from 100 clients, but"
                + " is 9. Increase --cap, or reduce --rounds or --seats.");
  }

  @Test
  void aMissingNumberIsWrongUse() {
    assertThat(Invocation.of(new PrivacyCommand(), "plan", "--epsilon", 2).exitCode()).isEqualTo(2);
  }

  private static Invocation plan(Object... flags) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("plan", "--epsilon", 2, "--clients", 100, "--rounds", 100, "--seats", 10));
    arguments.addAll(List.of(flags));
    return Invocation.of(new PrivacyCommand(), arguments.toArray());
  }
}
