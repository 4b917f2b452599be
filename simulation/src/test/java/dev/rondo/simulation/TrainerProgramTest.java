package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.training.Spread;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.trainer.TrainerSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Simulations whose clients are trained by a program, from a model of which only tensors are known.
 */
class TrainerProgramTest {

  @TempDir Path folder;

  private final List<String> failures = new ArrayList<>();

  @BeforeEach
  void writeTheInitialModel() throws IOException {
    try (OutputStream out = Files.newOutputStream(initial())) {
      ModelFile.content("init", 0, ToyTrainer.LAYOUT, new float[4]).writeTo(out);
    }
  }

  private Path initial() {
    return folder.resolve("init.safetensors");
  }

  private Simulation.Builder simulation(String out, String behaviour) {
    return Simulation.builder()
        .trainer(TrainerSettings.of(ToyTrainer.command(behaviour)))
        .set("model", initial())
        .set("dataset", "none")
        .set("job", "toy")
        .set("clients", 6)
        .set("fraction", 0.5)
        .set("rounds", 4)
        .set("target_accuracy", 0)
        .out(folder.resolve(out))
        .listener(
            new SimulationListener() {
              @Override
              public void clientFailed(int round, String client, String cause) {
                failures.add(client + ": " + cause);
              }
            });
  }

  private static List<RoundResult> results(SimulationResult result) {
    return result.rounds().stream().map(RoundRecord::result).toList();
  }

  private static byte[] model(SimulationResult result) throws IOException {
    return Files.readAllBytes(result.modelFile());
  }

  @Test
  void aTrainingImprovesAModelOfWhichOnlyTheTensorsAreKnown() {
    SimulationResult result = simulation("well", "well").build().run();

    assertThat(results(result)).hasSize(4).allMatch(round -> round.accepted() == 3);
    assertThat(results(result).get(3).testAccuracy().orElseThrow())
        .isGreaterThan(results(result).get(0).testAccuracy().orElseThrow());
    assertThat(results(result).get(3).metrics()).containsKey("spread");
    assertThat(failures).isEmpty();
    assertThat(folder.resolve("well/toy/trainer")).as("files of the trainer").doesNotExist();
  }

  @Test
  void clientsMeasureTheVersionThatTheyStartFrom() {
    SimulationResult result = simulation("measured", "well").set("evaluate_every", 0).build().run();

    for (RoundResult round : results(result)) {
      ClientEvaluation clients = round.clientEvaluation().orElseThrow();
      assertThat(clients.version()).isEqualTo(round.round() - 1);
      assertThat(clients.clients()).isEqualTo(3);
      assertThat(clients.evaluation().examples()).isBetween(33L, 42L);
      // All clients measure the same model, so they do not differ.
      assertThat(clients.evaluation().spread().values())
          .extracting(Spread::deviation)
          .containsOnly(0.0);
    }
    assertThat(results(result).get(3).measured().get("accuracy"))
        .isGreaterThan(results(result).get(0).measured().get("accuracy"));
    assertThat(results(result)).allMatch(round -> round.metrics().isEmpty());
  }

  @Test
  void aMetricThatClientsMeasureEndsTheTraining() {
    SimulationResult result =
        simulation("target", "well")
            .set("evaluate_every", 0)
            .set("rounds", 20)
            .set("target_metric", "gap:min")
            .set("target_value", 0.2)
            .build()
            .run();

    List<RoundResult> rounds = results(result);
    assertThat(rounds).hasSizeBetween(2, 19);
    assertThat(rounds.get(rounds.size() - 1).measured().get("gap")).isLessThanOrEqualTo(0.2);
    assertThat(rounds.get(rounds.size() - 2).measured().get("gap")).isGreaterThan(0.2);
  }

  @Test
  void aJobWhoseServerEvaluatesAsksNoClient() {
    assertThat(results(simulation("asks", "well").build().run()))
        .allMatch(round -> round.clientEvaluation().isEmpty());
  }

  @Test
  void aRunThatIsResumedHasTheSameBitsWhateverTheNumberOfProcesses() throws IOException {
    byte[] whole = model(simulation("whole", "well").threads(1).build().run());
    SimulationResult unused = simulation("parts", "well").set("rounds", 2).build().run();

    assertThat(model(simulation("parts", "well").threads(3).build().run())).isEqualTo(whole);
  }

  @Test
  void whatTheTrainerKeepsLastsAsLongAsTheJob() throws IOException {
    Path told = folder.resolve("told.txt");
    String command =
        "echo \"$RONDO_TRAINER_STATE\" > '%s'; %s".formatted(told, ToyTrainer.command("well"));
    Simulation.Builder kept = simulation("kept", "well").trainer(TrainerSettings.of(command));
    SimulationResult first = kept.set("rounds", 1).build().run();
    Path state = Path.of(Files.readString(told).strip());
    Files.createFile(Files.createDirectories(state).resolve("client-00001"));

    SimulationResult resumed = kept.set("rounds", 2).build().run();

    assertThat(state).startsWith(first.folder().toAbsolutePath());
    assertThat(state.resolve("client-00001")).exists();
    SimulationResult anew = kept.restart(true).build().run();
    assertThat(state).doesNotExist();
    assertThat(model(anew)).isEqualTo(model(resumed));
  }

  @Test
  void aClientThatBreaksTheTrainerIsReplacedAndTheRoundCommits() {
    SimulationResult result =
        simulation("breaks", "breaks:2").set("fraction", 0.8).set("rounds", 3).build().run();

    assertThat(results(result)).hasSize(3).allMatch(round -> round.accepted() == 5);
    assertThat(failures)
        .isNotEmpty()
        .allMatch(failure -> failure.startsWith("client-00002: The trainer failed: it exited"))
        .allMatch(failure -> failure.endsWith("\n  client 2 breaks"));
  }

  @Test
  void aClientThatEatsMemoryIsEndedAtTheLimitAndReplacedAndTheRoundCommits() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/smaps_rollup")), "the limit is for Linux");
    TrainerSettings eater = TrainerSettings.of(ToyTrainer.command("eats:2")).withMemory(300);
    SimulationResult result =
        simulation("eats", "well")
            .trainer(eater)
            .set("fraction", 0.8)
            .set("rounds", 2)
            .build()
            .run();

    assertThat(results(result)).hasSize(2).allMatch(round -> round.accepted() == 5);
    assertThat(failures)
        .isNotEmpty()
        .allMatch(failure -> failure.startsWith("client-00002: The trainer failed: it and"))
        .allMatch(failure -> failure.contains("used more than 300 MB of memory, its limit"));
  }

  @Test
  void eachClientHasPersonalTensorsOfItsOwnWhichNeverLeaveIt() throws IOException {
    SimulationResult whole = simulation("whole", "well").set("roles", "b=personal").build().run();
    Path own = whole.folder().resolve("trainer-state/personal/toy");
    simulation("parts", "well").set("roles", "b=personal").set("rounds", 2).build().run();
    SimulationResult resumed =
        simulation("parts", "well").set("roles", "b=personal").threads(3).build().run();

    Set<String> values = new HashSet<>();
    try (Stream<Path> clients = Files.list(own)) {
      for (Path client : clients.toList()) {
        try (Stream<Path> files = Files.list(client)) {
          Path newest = files.max(Comparator.naturalOrder()).orElseThrow();
          Path again = resumed.folder().resolve(whole.folder().relativize(newest));
          assertThat(again).hasSameBinaryContentAs(newest);
          byte[] bytes = Files.readAllBytes(newest);
          values.add(HexFormat.of().formatHex(bytes, bytes.length - 4, bytes.length));
        }
      }
    }
    assertThat(values).as("last values of b").hasSizeGreaterThan(3).doesNotContain("00000000");
    byte[] model = model(whole);
    assertThat(HexFormat.of().formatHex(model, model.length - 4, model.length))
        .as("b of the version")
        .isEqualTo("00000000");
    assertThat(model(resumed)).isEqualTo(model);
  }

  @Test
  void aJobWithADataSetGivesEachClientItsExamplesInAFile() {
    Path here = Path.of("").toAbsolutePath();
    SimulationResult result =
        simulation("reads", "reads")
            .set("dataset", "toy")
            .data(Toy.data(60))
            .out(here.relativize(folder.resolve("reads").toAbsolutePath()))
            .build()
            .run();

    assertThat(failures).isEmpty();
    assertThat(results(result)).hasSize(4).allMatch(round -> round.accepted() == 3);
  }

  @Test
  void aTrainerCanMakeTheInitialModel() throws IOException {
    byte[] whole = model(simulation("made", "well").set("model", "trainer").build().run());
    SimulationResult unused =
        simulation("parts", "well").set("model", "trainer").set("rounds", 2).build().run();

    assertThat(model(simulation("parts", "well").set("model", "trainer").build().run()))
        .isEqualTo(whole);
    assertThatThrownBy(
            () ->
                simulation("none", "trains")
                    .set("model", "trainer")
                    .set("evaluate_every", 0)
                    .build()
                    .run())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cannot make the initial model. Give one with --model");
  }

  @Test
  void aTrainerThatFailsForEveryoneEndsTheRun() {
    assertThatThrownBy(() -> simulation("fails", "fails").set("clients", 40).build().run())
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("failed in succession")
        .hasMessageContaining("no data");
  }

  @Test
  void aTrainerThatCannotEvaluateIsToldBeforeTheJobIsCreated() {
    assertThatThrownBy(() -> simulation("trains", "trains").build().run())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cannot evaluate")
        .hasMessageContaining("--evaluate-every 0");
    assertThat(folder.resolve("trains/toy/store/jobs")).doesNotExist();

    SimulationResult result = simulation("trains", "trains").set("evaluate_every", 0).build().run();
    assertThat(results(result)).hasSize(4).allMatch(round -> round.metrics().isEmpty());
  }

  @Test
  void aTrainerThatDoesNotStartIsToldBeforeTheJobIsCreated() {
    Simulation simulation =
        simulation("none", "well").trainer(TrainerSettings.of("no-such-trainer")).build();

    assertThatThrownBy(simulation::run)
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("Cannot use \"no-such-trainer\" as a trainer");
  }

  @Test
  void aModelOfWhichOnlyTheTensorsAreKnownNeedsATrainer() {
    Simulation simulation =
        Simulation.builder()
            .data(Toy.data(60))
            .set("clients", 4)
            .set("model", initial())
            .out(folder.resolve("no-trainer"))
            .build();

    assertThatThrownBy(simulation::run)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("It needs a trainer (--trainer)");
  }

  @Test
  void settingsOfATrainerNeedOne() {
    Simulation simulation =
        Simulation.builder()
            .data(Toy.data(60))
            .set("clients", 4)
            .set("trainer_config", "lr=0.5")
            .out(folder.resolve("no-trainer"))
            .build();

    assertThatThrownBy(simulation::run)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("trainer_config applies to trainers only");
  }
}
