package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Model;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.simulation.Home;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures models on test data. */
@Command(
    name = "evaluate",
    description = {
      "Measures loss and accuracy of a run's versions, or of one file, on test data.",
      "",
      "Of a run, versions 0 to N are measured with the data set and the model that",
      "the job was founded with; of a job on AWS, with the data in its bucket. What",
      "the run has measured is taken from its store; the rest is computed now. Of a",
      "single file, the model is known by its tensors unless --model names it.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo evaluate --maxlen 20",
      "  rondo evaluate --run runs/my-job --per-class --json",
      "  rondo evaluate --stack RondoControl --job my-job",
      "  rondo evaluate --model-file model.safetensors --dataset mnist"
    })
public final class EvaluateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final RunOption run = new RunOption();

  @Option(
      names = "--maxlen",
      paramLabel = "N",
      description = "The last version to measure (default: the newest there is).")
  private Optional<Integer> last = Optional.empty();

  @Option(
      names = "--model-file",
      paramLabel = "FILE",
      description = "Measure this safetensors file instead of a run.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description = "Test data for --model-file (default: mnist).")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "The model of --model-file (default: the built-in one with its tensors).")
  private Optional<String> model = Optional.empty();

  @Option(names = "--per-class", description = "Also print the accuracy within each class.")
  private boolean perClass;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    if (file.isPresent()) {
      refuse(run.isGiven(), "--run, --stack or --job");
      refuse(last.isPresent(), "--maxlen");
      printOne(file.get(), evaluate(file.get()));
      return 0;
    }
    if (dataset.isPresent() || model.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--dataset and --model belong to --model-file; a run has its own, frozen in its job");
    }
    printVersions(evaluateRun(run.find().forAllVersions()));
    return 0;
  }

  private void refuse(boolean given, String option) {
    if (given) {
      throw new ParameterException(
          spec.commandLine(), option + " is about a run: give it or --model-file, not both");
    }
  }

  private Evaluation evaluate(Path path) {
    ModelByTensors tensors = ModelByTensors.read(path);
    Dataset test = DataSets.load(dataset.orElse("mnist"), Home.find()).test();
    Model found = tensors.model(model, test);
    found.checkFits(test);
    return Evaluators.forModel(found, Runtime.getRuntime().availableProcessors())
        .evaluate(tensors.parameters(found.layout()), test);
  }

  private SortedMap<Integer, Evaluation> evaluateRun(Run found) {
    int most = last.orElse(Integer.MAX_VALUE);
    if (most < 0) {
      throw new ParameterException(spec.commandLine(), "--maxlen: versions count from 0");
    }
    List<Integer> versions = found.versions().stream().filter(version -> version <= most).toList();
    if (versions.isEmpty()) {
      throw new UserError("Job " + found.job() + " has no version yet.");
    }
    VersionEvaluator evaluator = new VersionEvaluator(found, Home.find());
    SortedMap<Integer, Evaluation> measured = new TreeMap<>();
    versions.forEach(version -> measured.put(version, evaluator.evaluate(version)));
    return measured;
  }

  private void printVersions(SortedMap<Integer, Evaluation> measured) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      measured.forEach(
          (version, evaluation) ->
              array.add(
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("version", version)
                      .setAll(EvaluationRow.toJson(evaluation))));
      out.println(array.toPrettyString());
      return;
    }
    Table table = table("version", measured.values().iterator().next());
    measured.forEach((version, evaluation) -> table.add(cells("" + version, evaluation)));
    table.print(out);
  }

  private void printOne(Path path, Evaluation evaluation) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("file", path.toString())
              .setAll(EvaluationRow.toJson(evaluation))
              .toPrettyString());
      return;
    }
    Table table = table("file", evaluation);
    table.add(cells(path.toString(), evaluation));
    table.print(out);
  }

  private Table table(String first, Evaluation sample) {
    List<String> header = new ArrayList<>(List.of(first, "loss", "accuracy"));
    for (int label = 0; perClass && label < sample.classAccuracy().size(); label++) {
      header.add("class " + label);
    }
    return new Table(header.toArray(String[]::new));
  }

  private String[] cells(String first, Evaluation evaluation) {
    List<String> cells =
        new ArrayList<>(
            List.of(first, Text.loss(evaluation.loss()), Text.percent(evaluation.accuracy())));
    if (perClass) {
      evaluation.classAccuracy().forEach(accuracy -> cells.add(Text.percent(accuracy)));
    }
    return cells.toArray(String[]::new);
  }
}
