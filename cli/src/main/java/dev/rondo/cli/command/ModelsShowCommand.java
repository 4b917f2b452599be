package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything that is known of one version. */
@Command(
    name = "show",
    description = {
      "Shows one version: its manifest, its evaluation, its files, and whether they are",
      "whole.",
      "",
      "Each file is read and held against the SHA-256 that the manifest has of it. The",
      "exit code is 1 when one is missing or damaged.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo models show 12",
      "  rondo models show 12 --json | jq -r .model_file.path"
    })
final class ModelsShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final RunOption run = new RunOption();

  @Parameters(paramLabel = "VERSION", description = "The version's number, from 0.")
  private int version;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Run found = run.find();
    VersionManifest manifest = found.manifest(version);
    Optional<Evaluation> evaluation =
        found.documents().read(ObjectKeys.evaluation(found.job(), version), Evaluation.class);
    boolean current = new LatestVersion(found.store()).read(found.job()).version() == version;
    StoredFile model =
        StoredFile.check(found, manifest.modelKey(), manifest.modelSha256(), manifest.modelParts());
    Optional<StoredFile> optimizer =
        manifest
            .optimizerKey()
            .map(
                key ->
                    StoredFile.check(
                        found,
                        key,
                        manifest.optimizerSha256().orElse("(no digest)"),
                        manifest.optimizerParts()));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.set("manifest", Json.tree(manifest));
      evaluation.ifPresent(measured -> node.set("evaluation", EvaluationRow.toJson(measured)));
      node.put("current", current);
      node.set("model_file", toJson(model));
      optimizer.ifPresent(file -> node.set("optimizer_file", toJson(file)));
      out.println(node.toPrettyString());
    } else {
      print(manifest, evaluation, current, out);
      out.println();
      print(model, optimizer, out);
    }
    return model.isWhole() && optimizer.map(StoredFile::isWhole).orElse(true) ? 0 : 1;
  }

  private static ObjectNode toJson(StoredFile file) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("path", file.location())
        .put("sha256", file.sha256())
        .put("verified", file.isWhole());
  }

  private static void print(
      VersionManifest manifest, Optional<Evaluation> evaluation, boolean current, PrintWriter out) {
    out.println(
        "Version "
            + manifest.version()
            + " of job "
            + manifest.job()
            + (current ? ", the current one" : ""));
    out.println();
    Facts facts = new Facts();
    facts.add("parent", manifest.parent().map(String::valueOf).orElse("none: the initial model"));
    facts.add("committed", manifest.committedAt().toString());
    facts.add("contributors", Text.count(manifest.contributors()));
    facts.add("examples", Text.count(manifest.examples()));
    facts.add("total weight", Text.number(manifest.totalWeight()));
    manifest.decisionDigest().ifPresent(digest -> facts.add("their digest", digest));
    facts.add("train loss", Text.loss(manifest.trainLoss()));
    if (evaluation.isEmpty()) {
      facts.add("test", "not measured; rondo evaluate does");
    } else {
      Evaluation measured = evaluation.get();
      facts.add("test examples", Text.count(measured.examples()));
      facts.add("test loss", Text.loss(measured.loss()));
      facts.add("test accuracy", Text.percent(measured.accuracy()));
      for (int label = 0; label < measured.classAccuracy().size(); label++) {
        facts.add("  class " + label, Text.percent(measured.classAccuracy().get(label)));
      }
    }
    facts.print(out);
  }

  private static void print(StoredFile model, Optional<StoredFile> optimizer, PrintWriter out) {
    Facts files = new Facts();
    files.add("model", model.location());
    files.add("  SHA-256", model.sha256());
    files.add("  check", model.verdict());
    optimizer.ifPresent(
        file -> {
          files.add("optimizer", file.location());
          files.add("  its SHA-256", file.sha256());
          files.add("  its check", file.verdict());
        });
    files.print(out);
  }
}
