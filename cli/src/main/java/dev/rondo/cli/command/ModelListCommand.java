package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.training.Evaluation;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the versions of a model. */
@Command(
    name = "list",
    description = {
      "Lists the versions of a job's model.",
      "",
      "* marks the current version, which the next round trains from. Test results are",
      "those measured during the run, on test data or by clients; \"rondo evaluate\"",
      "computes missing ones.",
      ""
    },
    footer = {"", "Example:", "  rondo model list --run runs/my-job"})
final class ModelListCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @Override
  public Integer call() {
    Run found = run.find().forAllVersions();
    int current = found.latest().version();
    output.print(() -> toJson(found, current), out -> table(found, current).print(out));
    return 0;
  }

  private static ArrayNode toJson(Run run, int current) {
    ArrayNode array = Output.array();
    for (int version : run.versions()) {
      ObjectNode node = (ObjectNode) Json.tree(run.manifest(version));
      node.put("current", version == current);
      run.evaluation(version)
          .ifPresent(
              measured -> {
                measured.loss().ifPresent(loss -> node.put("test_loss", loss));
                measured.accuracy().ifPresent(accuracy -> node.put("test_accuracy", accuracy));
                node.set("metrics", Json.tree(measured.metrics()));
                if (!measured.spread().isEmpty()) {
                  node.set("spread", Json.tree(measured.spread()));
                }
              });
      array.add(node);
    }
    return array;
  }

  private static Table table(Run run, int current) {
    Table table =
        new Table(
            "",
            "version",
            "parent",
            "contributors",
            "examples",
            "train loss",
            "test loss",
            "test accuracy");
    for (int version : run.versions()) {
      VersionManifest manifest = run.manifest(version);
      Optional<Evaluation> measured = run.evaluation(version);
      table.add(
          version == current ? "*" : " ",
          Integer.toString(version),
          manifest.parent().map(String::valueOf).orElse(Text.UNKNOWN),
          Integer.toString(manifest.contributors()),
          manifest.release().isEmpty() ? Long.toString(manifest.examples()) : Text.UNKNOWN,
          Text.loss(manifest.trainLoss()),
          measured.map(e -> Text.loss(e.loss())).orElse(Text.UNKNOWN),
          measured.map(e -> Text.percent(e.accuracy())).orElse(Text.UNKNOWN));
    }
    return table;
  }
}
