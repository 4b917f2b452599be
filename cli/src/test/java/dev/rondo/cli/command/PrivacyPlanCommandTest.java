package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.simulation.SimulationResult;
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

  @Test
  void mechanismsAreSimulatedBesideATrainingWithoutNoise() throws IOException {
    Invocation plan = simulated("--mechanism", "blt", "--seeds", 2);

    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out())
        .contains("Simulated: mcmahan-2nn on ", "points.csv, 3 rounds, 2 seeds")
        .containsPattern("no noise +\\d+\\.\\d+ % +\\d+\\.\\d+ % +\\d+\\.\\d+ % +3\\n")
        .containsPattern("blt +\\d+\\.\\d+ % +\\d+\\.\\d+ % +\\d+\\.\\d+ % +3\\n");
  }

  @Test
  void aTrainingWithoutNoiseIsThatOfASimulation() throws IOException {
    JsonNode results = simulated("--epochs", 2, "--json").json().get("simulation");
    SimulationResult same =
        TinyRun.simulation(folder, "same")
            .set("epochs", 2)
            .set("clip_update_norm", 0.5)
            .set("aggregation", "unweighted")
            .set("seed", 1)
            .build()
            .run();

    JsonNode rows = results.get("mechanisms");
    assertThat(results.get("seeds").asInt()).isEqualTo(1);
    assertThat(rows.findValuesAsText("mechanism")).containsExactly("no noise", "gaussian", "blt");
    assertThat(rows.get(0).get("test_accuracy").asDouble())
        .isEqualTo(same.rounds().get(2).result().testAccuracy().orElseThrow());
    for (JsonNode row : rows) {
      assertThat(row.get("test_accuracies")).hasSize(1);
      assertThat(row.get("versions").get(0).asInt()).isEqualTo(3);
    }
  }

  @Test
  void theNoiseOfAPlanMattersInItsSimulation() throws IOException {
    JsonNode rows =
        simulated("--config", config("epochs: 5"), "--json").json().findValue("simulation");

    double without = rows.get("mechanisms").get(0).get("test_accuracy").asDouble();
    assertThat(rows.get("mechanisms").get(1).get("test_accuracy").asDouble()).isLessThan(without);
    assertThat(rows.get("mechanisms").get(2).get("test_accuracy").asDouble()).isLessThan(without);
  }

  @Test
  void optionsOfASimulationAreRefusedWithoutOne() throws IOException {
    assertThat(plan("--seeds", 2, "--epochs", 5, "--config", config("epochs: 5")).message().lines())
        .containsExactly(
            "UserError: --config applies only with --simulate. Add --simulate, or remove it",
            "--seeds applies only with --simulate. Add --simulate, or remove it",
            "--epochs applies only with --simulate. Add --simulate, or remove it");
    assertThat(plan("--simulate", "--seeds", 0).message())
        .isEqualTo("UserError: --seeds must be a whole number from 1 to 1000, but is 0");
  }

  @Test
  void aSettingThatPrivacyForbidsIsRefusedBeforeATraining() throws IOException {
    assertThat(simulated("--config", config("max_update_norm: 3")).message())
        .contains("max_update_norm rejects updates by their norm");
  }

  private Path config(String line) throws IOException {
    return Files.writeString(folder.resolve("job.yaml"), line + "\n");
  }

  private Invocation simulated(Object... flags) throws IOException {
    List<Object> arguments =
        new ArrayList<>(
            List.of("plan", "--epsilon", 2, "--delta", 0.01, "--clients", 6, "--rounds", 3));
    arguments.addAll(List.of("--seats", 3, "--clip", 0.5, "--simulate"));
    arguments.addAll(List.of("--dataset", TinyRun.data(folder)));
    arguments.addAll(List.of(flags));
    return Invocation.of(new PrivacyCommand(), arguments.toArray());
  }

  private static Invocation plan(Object... flags) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("plan", "--epsilon", 2, "--clients", 100, "--rounds", 100, "--seats", 10));
    arguments.addAll(List.of(flags));
    return Invocation.of(new PrivacyCommand(), arguments.toArray());
  }
}
