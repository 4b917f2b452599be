package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.rondo.cli.console.Output;
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
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluates models on test data. */
@Command(
    name = "evaluate",
    description = {
      "Evaluates the versions of a job's model, or one model file, on test data.",
      "",
      "For a job, versions 0 to N are evaluated with the job's data set and model; for",
      "a job on AWS, with the data in its bucket. Stored results are reused. For a",
      "file, the model is recognized by its tensors unless --model names it.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo evaluate --maxlen 20",
      "  rondo evaluate --run runs/my-job --per-class --json",
      "  rondo evaluate --stack RondoControl --job my-job",
      "  rondo evaluate --model-file model.safetensors --dataset mnist"
    })
public final class EvaluateCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @Option(
      names = "--maxlen",
      paramLabel = "N",
      description = "The last version to evaluate (default: the newest).")
  private Optional<Integer> last = Optional.empty();

  @Option(
      names = "--model-file",
      paramLabel = "FILE",
      description = "Evaluate this safetensors file instead of a job.")
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

  @Option(names = "--per-class", description = "Also print the accuracy per class.")
  private boolean perClass;

  @Override
  public Integer call() {
    if (file.isPresent()) {
      refuse(run.isGiven(), "--run, --stack or --job");
      refuse(last.isPresent(), "--maxlen");
      Evaluation evaluation = evaluate(file.get());
      String name = file.get().toString();
      output.print(
          () -> Output.object().put("file", name).setAll(EvaluationRow.toJson(evaluation)),
          out -> print("file", Map.of(name, evaluation), out));
      return 0;
    }
    if (dataset.isPresent() || model.isPresent()) {
      throw output.wrongUse(
          "--dataset and --model require --model-file: a job has its own data set and model");
    }
    SortedMap<Integer, Evaluation> measured = evaluateRun(run.find().forAllVersions());
    output.print(() -> toJson(measured), out -> print("version", measured, out));
    return 0;
  }

  private void refuse(boolean given, String option) {
    if (given) {
      throw output.wrongUse(option + " cannot be combined with --model-file");
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
      throw output.wrongUse("--maxlen must be 0 or more, but is " + most);
    }
    VersionEvaluator evaluator = new VersionEvaluator(found, Home.find());
    SortedMap<Integer, Evaluation> measured = new TreeMap<>();
    found.versions().stream()
        .filter(version -> version <= most)
        .forEach(version -> measured.put(version, evaluator.evaluate(version)));
    if (measured.isEmpty()) {
      throw new UserError("Job " + found.job() + " has no versions yet.");
    }
    return measured;
  }

  private static ArrayNode toJson(SortedMap<Integer, Evaluation> measured) {
    ArrayNode array = Output.array();
    measured.forEach(
        (version, evaluation) ->
            array.addObject().put("version", version).setAll(EvaluationRow.toJson(evaluation)));
    return array;
  }

  private void print(String first, Map<?, Evaluation> measured, PrintWriter out) {
    List<String> header = new ArrayList<>(List.of(first, "loss", "accuracy"));
    int classes = measured.values().iterator().next().classAccuracy().size();
    for (int label = 0; perClass && label < classes; label++) {
      header.add("class " + label);
    }
    Table table = new Table(header.toArray(String[]::new));
    measured.forEach((name, evaluation) -> table.add(cells(name.toString(), evaluation)));
    table.print(out);
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
