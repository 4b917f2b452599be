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
import dev.rondo.learning.data.LoadedData;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Model;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.job.JobData;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import dev.rondo.simulation.Home;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

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
public final class EvaluateCommand extends RondoCommand implements JobFlags.Taker {

  @Spec private CommandSpec spec = CommandSpec.create();

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

  private Optional<List<String>> classes = Optional.empty();

  @Override
  public List<Field<?>> jobFields() {
    return Stream.concat(JobData.FIELDS.stream(), Stream.of(JobFields.SEED)).toList();
  }

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
    boolean reads = jobFields().stream().map(JobFlags::flag).anyMatch(parsed()::hasMatchedOption);
    if (dataset.isPresent() || model.isPresent() || reads) {
      throw output.wrongUse(
          "--dataset, --model and options that say how data are read require --model-file: a job"
              + " has its own data set and model");
    }
    Run found = run.find().forAllVersions();
    SortedMap<Integer, Evaluation> measured = evaluateRun(found);
    classes = StoredDescription.ofJob(found.store(), found.job()).map(DataDescription::classes);
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
    Values values = JobFields.SCHEMA.resolve(JobFlags.read(parsed()));
    LoadedData loaded =
        DataSets.load(dataset.orElse("mnist"), Home.find(), JobData.of(values), Optional.empty());
    if (!output.json()) {
      DataFacts.print(loaded, output.out());
    }
    classes = loaded.description().map(DataDescription::classes);
    Dataset test = loaded.examples().test();
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
    int count = measured.values().iterator().next().classAccuracy().size();
    for (int label = 0; perClass && label < count; label++) {
      header.add("class " + className(label));
    }
    Table table = new Table(header.toArray(String[]::new));
    measured.forEach((name, evaluation) -> table.add(cells(name.toString(), evaluation)));
    table.print(out);
  }

  /** The label as the data have it, or else the number of the class. */
  private String className(int label) {
    return classes
        .filter(names -> label < names.size())
        .map(names -> Text.oneLine(names.get(label)))
        .orElse(String.valueOf(label));
  }

  private ParseResult parsed() {
    return spec.commandLine().getParseResult();
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
