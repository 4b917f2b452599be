package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.training.Evaluation;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one version. */
@Command(
    name = "show",
    description = {
      "Shows one version: its manifest, its evaluation, and its files.",
      "",
      "Each file is verified against the SHA-256 in the manifest. The exit code is 1",
      "if a file is missing or damaged.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo model show",
      "  rondo model show 12",
      "  rondo model show 12 --json | jq -r .model_file.path"
    })
final class ModelShowCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @Parameters(
      paramLabel = "VERSION",
      arity = "0..1",
      description = "The version's number, from 0 (default: the current version).")
  private Optional<Integer> wanted = Optional.empty();

  @Override
  public Integer call() {
    Run found = run.find();
    int current = found.latest().version();
    int version = wanted.orElse(current);
    VersionManifest manifest = found.manifest(version);
    Optional<Evaluation> evaluation = found.evaluation(version);
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
    output.print(
        () -> {
          ObjectNode node = Output.object();
          node.set("manifest", Json.tree(manifest));
          evaluation.ifPresent(measured -> node.set("evaluation", EvaluationRow.toJson(measured)));
          node.put("current", version == current).set("model_file", model.toJson());
          optimizer.ifPresent(file -> node.set("optimizer_file", file.toJson()));
          return node;
        },
        out -> {
          print(manifest, evaluation, version == current, out);
          print(model, optimizer, out);
        });
    return model.isWhole() && optimizer.map(StoredFile::isWhole).orElse(true) ? 0 : 1;
  }

  private static void print(
      VersionManifest manifest, Optional<Evaluation> evaluation, boolean current, PrintWriter out) {
    out.printf(
        "Version %s of job %s%s%n%n",
        manifest.version(), manifest.job(), current ? " (current)" : "");
    Facts facts = new Facts();
    facts.add("parent", manifest.parent().map(String::valueOf).orElse("none (initial model)"));
    facts.add("committed", manifest.committedAt().toString());
    facts.add("contributors", Text.count(manifest.contributors()));
    if (manifest.release().isEmpty()) {
      facts.add("examples", Text.count(manifest.examples()));
    }
    facts.add("total weight", Text.number(manifest.totalWeight()));
    manifest.decisionDigest().ifPresent(digest -> facts.add("decision digest", digest));
    if (manifest.release().isEmpty()) {
      facts.add("train loss", Text.loss(manifest.trainLoss()));
    }
    manifest.release().ifPresent(release -> facts.add("privacy", PrivacyFacts.of(release)));
    if (evaluation.isEmpty()) {
      facts.add("test", "not evaluated (run: rondo evaluate)");
    } else {
      Evaluation measured = evaluation.get();
      if (measured.spread().isEmpty()) {
        facts.add("test examples", Text.count(measured.examples()));
        MetricFacts.add(facts, measured.metrics());
        measured.notFinite().forEach(name -> facts.add("test " + name, "not finite"));
      } else {
        facts.add("clients' examples", Text.count(measured.examples()));
        MetricFacts.addByClients(facts, measured);
      }
      for (int label = 0; label < measured.classAccuracy().size(); label++) {
        facts.add("  class " + label, Text.percent(measured.classAccuracy().get(label)));
      }
    }
    facts.print(out);
    out.println();
  }

  private static void print(StoredFile model, Optional<StoredFile> optimizer, PrintWriter out) {
    Facts files = new Facts();
    files.add("model file", model.location());
    files.add("  SHA-256", model.sha256());
    files.add("  check", model.verdict());
    optimizer.ifPresent(
        file -> {
          files.add("optimizer file", file.location());
          files.add("  SHA-256", file.sha256());
          files.add("  check", file.verdict());
        });
    files.print(out);
  }
}
