package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.Latest;
import dev.rondo.simulation.RunFolder;
import dev.rondo.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandTest {

  @TempDir private Path folder;
  private Path run = Path.of("unset");

  @BeforeEach
  void run() throws IOException {
    run = TinyRun.run(folder, "tiny").folder();
  }

  @Test
  void theListMarksTheCurrentVersion() {
    Invocation list = Invocation.of(new ModelCommand(), "list", "--run", run);

    assertThat(list.exitCode()).isZero();
    assertThat(list.out().lines()).hasSize(5);
    assertThat(list.out().lines().filter(line -> line.startsWith("*")))
        .singleElement()
        .asString()
        .contains("      3");
  }

  @Test
  void theListAsJsonHasTheManifests() {
    JsonNode list = Invocation.of(new ModelCommand(), "list", "--json", "--run", run).json();

    assertThat(list).hasSize(4);
    assertThat(list.get(0).get("parent").isNull()).isTrue();
    assertThat(list.get(0).get("current").asBoolean()).isFalse();
    assertThat(list.get(3).get("current").asBoolean()).isTrue();
    assertThat(list.get(3).get("test_accuracy").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void aWholeFileIsVerified() {
    Invocation show = Invocation.of(new ModelCommand(), "show", "3", "--run", run);

    assertThat(show.exitCode()).isZero();
    assertThat(show.out()).contains("(current)", "SHA-256 verified", "test accuracy");
    JsonNode json = Invocation.of(new ModelCommand(), "show", "3", "--json", "--run", run).json();
    assertThat(json.get("model_file").get("verified").asBoolean()).isTrue();
    assertThat(Path.of(json.get("model_file").get("path").asText())).isRegularFile();
    assertThat(json.get("evaluation").get("class_accuracy")).hasSize(3);
  }

  @Test
  void aDamagedFileIsReportedAndFails() throws IOException {
    Path file = modelFile(2);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    file.toFile().setWritable(true);
    Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);

    Invocation show = Invocation.of(new ModelCommand(), "show", "2", "--run", run);

    assertThat(show.exitCode()).isEqualTo(1);
    assertThat(show.out()).contains("DAMAGED");
  }

  @Test
  void aMissingFileIsReportedAndFails() throws IOException {
    Files.delete(modelFile(1));

    Invocation show = Invocation.of(new ModelCommand(), "show", "1", "--run", run);

    assertThat(show.exitCode()).isEqualTo(1);
    assertThat(show.out()).contains("MISSING");
  }

  @Test
  void aRolledBackVersionIsWhatTheNextRoundTrainsFrom() throws IOException {
    Invocation rollback = Invocation.of(new ModelCommand(), "rollback", "1", "--run", run);

    assertThat(rollback.exitCode()).isZero();
    assertThat(rollback.out()).contains("before: version 3", "Round 4 will train from it");
    SimulationResult next = TinyRun.simulation(folder, "tiny").set("rounds", 4).build().run();
    assertThat(next.version()).isEqualTo(4);
    assertThat(manifest(4).parent()).contains(1);
  }

  @Test
  void aRollbackToTheCurrentVersionChangesNothing() {
    assertThat(Invocation.of(new ModelCommand(), "rollback", "3", "--run", run).out())
        .contains("already");
  }

  @Test
  void aRollbackToNowhereIsRefused() {
    assertThat(Invocation.of(new ModelCommand(), "rollback", "7", "--run", run).message())
        .startsWith("UserError: Job tiny has no version 7. It has 0-3.");
    assertThat(Invocation.of(new ModelCommand(), "show", "-1", "--run", run).exitCode())
        .isNotZero();
  }

  @Test
  void aRollbackIsRefusedWhileARoundIsUnderWay() {
    Documents documents = new Documents(store());
    Plan third = documents.require(ObjectKeys.plan("tiny", 3), Plan.class);
    documents.write(ObjectKeys.plan("tiny", 4), third);

    Invocation rollback = Invocation.of(new ModelCommand(), "rollback", "1", "--run", run);

    assertThat(rollback.message())
        .startsWith("UserError: Round 4 of job tiny is running")
        .contains("rondo simulate");
  }

  @Test
  void anInterruptedRoundOfALocalJobIsAbandonedAndTheJobCanBeRolledBack(@TempDir Path other)
      throws IOException {
    Path another = TinyRun.run(other, "tiny").folder();
    DirectoryStore store = new DirectoryStore(another.resolve("store"));
    // As a process that was killed after the master wrote the decision.
    List.of("result.json", "outcome.json")
        .forEach(name -> store.delete(ObjectKeys.round("tiny", 3) + name));
    store.delete(ObjectKeys.manifest("tiny", 3));
    new Documents(store).write(ObjectKeys.latest("tiny"), new Latest(2, 2, Optional.of(3)));

    Invocation abandon = Invocation.of(new RoundCommand(), "abandon", "3", "--run", another);

    assertThat(abandon.out()).startsWith("Round 3 of job tiny is abandoned: ");
    assertThat(Invocation.of(new RoundCommand(), "show", "3", "--run", another).out())
        .contains("abandoned: an operator abandoned it", "Contributors: 0");
    assertThat(Invocation.of(new ModelCommand(), "rollback", "1", "--run", another).out())
        .contains("Round 4 will train from it");
    TinyRun.simulation(other, "tiny").set("rounds", 4).build().run();
    assertThat(Invocation.of(new RoundCommand(), "show", "4", "--run", another).out())
        .contains("base version  1", "committed (version 4)");
  }

  @Test
  void aRollbackIsRefusedWhileAnotherProcessHoldsTheRun() {
    try (RunFolder held = RunFolder.open(run)) {
      Invocation rollback = Invocation.of(new ModelCommand(), "rollback", "1", "--run", run);

      assertThat(held.folder()).isEqualTo(run);
      assertThat(rollback.message()).startsWith("SimulationException: Another process");
    }
  }

  @Test
  void anUnreadableManifestIsNotMistakenForNone() {
    store().put(ObjectKeys.manifest("tiny", 2), Content.of(new byte[] {'x'}));

    assertThat(Invocation.of(new ModelCommand(), "show", "2", "--run", run).message())
        .contains(ObjectKeys.manifest("tiny", 2));
  }

  private DirectoryStore store() {
    return new DirectoryStore(run.resolve("store"));
  }

  private VersionManifest manifest(int version) {
    return new Documents(store())
        .require(ObjectKeys.manifest("tiny", version), VersionManifest.class);
  }

  private Path modelFile(int version) {
    return run.resolve("store").resolve(manifest(version).modelKey());
  }
}
