package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.state.LatestVersion;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One line for each version. */
@Command(
    name = "list",
    description = {
      "Lists the versions of the model.",
      "",
      "The one marked * is current: the next round trains from it. Test figures are",
      "those that the run measured; rondo evaluate measures the others.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example:", "  rondo models list --run runs/my-job"})
final class ModelsListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final RunOption run = new RunOption();

  @Option(names = "--json", description = "Print one JSON array instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    Run found = run.find().forAllVersions();
    int current = new LatestVersion(found.store()).read(found.job()).version();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(found, current).toPrettyString());
    } else {
      table(found, current).print(out);
    }
    return 0;
  }

  private static Optional<Evaluation> evaluation(Run run, int version) {
    return run.documents().read(ObjectKeys.evaluation(run.job(), version), Evaluation.class);
  }

  private static ArrayNode toJson(Run run, int current) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int version : run.versions()) {
      ObjectNode node = (ObjectNode) Json.tree(run.manifest(version));
      node.put("current", version == current);
      evaluation(run, version)
          .ifPresent(
              measured ->
                  node.put("test_loss", measured.loss()).put("test_accuracy", measured.accuracy()));
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
      Optional<Evaluation> measured = evaluation(run, version);
      table.add(
          version == current ? "*" : " ",
          Integer.toString(version),
          manifest.parent().map(String::valueOf).orElse(Text.UNKNOWN),
          Integer.toString(manifest.contributors()),
          Long.toString(manifest.examples()),
          Text.loss(manifest.trainLoss()),
          measured.map(e -> Text.loss(e.loss())).orElse(Text.UNKNOWN),
          measured.map(e -> Text.percent(e.accuracy())).orElse(Text.UNKNOWN));
    }
    return table;
  }
}
