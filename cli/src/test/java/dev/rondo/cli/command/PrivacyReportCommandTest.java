package dev.rondo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.reports.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivacyReportCommandTest {

  @TempDir private Path folder;
  private Path run = Path.of("unset");

  @BeforeEach
  void run() throws IOException {
    run =
        TinyRun.simulation(folder, "tiny")
            .set("privacy", "blt")
            .set("privacy_epsilon", 8)
            .set("privacy_delta", 0.01)
            .set("clip_update_norm", 1)
            .set("privacy_cap", 2)
            .set("privacy_cool_down", 1)
            .build()
            .run()
            .folder();
  }

  @Test
  void theReportSaysWhatWasSpentAndWhatItAssumes() {
    Invocation report = report("--releases");

    assertThat(report.exitCode()).isZero();
    assertThat(report.out())
        .contains(
            "epsilon 8 of 8, with delta 0.01",
            "3 versions",
            "at most 2 versions, at least 1 apart",
            "differential privacy of a client",
            "AWS account of the bucket is trusted",
            "other jobs",
            "agrees with the decisions")
        .doesNotContain("This is not true of a deployment");
    assertThat(report.out().lines().filter(line -> line.matches(" +[123] +[123] +[123] +3 .*")))
        .hasSize(3);
  }

  @Test
  void theReportAsJsonHasEveryRelease() {
    JsonNode json = report("--json").json();

    assertThat(json.get("epsilon_spent").asDouble()).isPositive().isLessThanOrEqualTo(8);
    assertThat(json.get("busiest_epsilon").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(json.get("epsilon_spent").asDouble());
    assertThat(json.get("releases")).hasSize(3);
    assertThat(json.get("releases").get(2).get("epsilon_after"))
        .isEqualTo(json.get("epsilon_spent"));
    assertThat(json.get("problems")).isEmpty();
  }

  @Test
  void aVersionThatWasRolledBackIsStillPaidFor() {
    double before = report("--json").json().get("epsilon_spent").asDouble();

    assertThat(Invocation.of(new ModelCommand(), "rollback", "1", "--run", run).exitCode())
        .isZero();

    assertThat(report("--json").json().get("epsilon_spent").asDouble()).isEqualTo(before);
  }

  @Test
  void aLedgerThatDiffersFromTheDecisionsIsAnError() {
    DirectoryStore store = new DirectoryStore(run.resolve("store"));
    String key = ObjectKeys.outcome("tiny", 2);
    ObjectNode outcome = new Documents(store).require(key, ObjectNode.class);
    ((ObjectNode) outcome.get("committed").get("release")).put("noise_multiplier", 0.001);
    store.put(key, Content.of(Json.bytes(outcome)));

    Invocation report = report();

    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.out()).contains("does not agree");
    assertThat(report.err()).contains("version 2: the manifest has", "noiseMultiplier=0.001");
  }

  @Test
  void aJobWithoutPrivacyHasNoReport() throws IOException {
    Path open = TinyRun.run(folder, "open").folder();

    Invocation report = Invocation.of(new PrivacyCommand(), "report", "--run", open);

    assertThat(report.message())
        .contains("Job open has no differential privacy", "nothing limits what its versions tell");
  }

  @Test
  void roundsModelsAndTablesShowNoFiguresOfClients() throws IOException {
    String round = Invocation.of(new RoundCommand(), "show", "2", "--run", run).out();
    String model = Invocation.of(new ModelCommand(), "show", "2", "--run", run).out();
    String list = Invocation.of(new ModelCommand(), "list", "--run", run).out();

    assertThat(round).contains("blt, release 2, epsilon ").containsPattern("(?m)^client$");
    assertThat(model).contains("blt, release 2").doesNotContain("train loss");
    assertThat(list.lines().skip(1)).allMatch(line -> line.matches("[* ] +[0-9] +.*"));
    Simulated tables = tables();
    assertThat(tables.clients()).allMatch(line -> line.endsWith(",,"));
    assertThat(tables.tensorBoard()).containsExactly("global");
  }

  private record Simulated(List<String> clients, List<String> tensorBoard) {}

  /** What the report of the run has. */
  private Simulated tables() throws IOException {
    RunReport.write(run, new DirectoryStore(run.resolve("store")), "tiny", OptionalDouble.empty());
    try (var folders = Files.list(run.resolve("tensorboard"))) {
      return new Simulated(
          Files.readAllLines(run.resolve("clients.csv")).stream().skip(1).toList(),
          folders.map(path -> path.getFileName().toString()).toList());
    }
  }

  private Invocation report(String... options) {
    Object[] all = new Object[options.length + 3];
    all[0] = "report";
    all[1] = "--run";
    all[2] = run;
    System.arraycopy(options, 0, all, 3, options.length);
    return Invocation.of(new PrivacyCommand(), all);
  }
}
