package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.command.JobFounder.Founded;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.StackSource;
import dev.rondo.cli.stack.Stack;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.simulation.Home;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Makes a model that nobody has trained yet: as a file, or as version 0 of a job on AWS. */
@Command(
    name = "init-model",
    description = {
      "Writes a fresh initial model to a file, or founds a job on AWS with it.",
      "",
      "The file is safetensors. The parameters are a function of the seed, and are",
      "those that  rondo simulate  starts from with the same --model and --seed.",
      "Tensors have PyTorch's names and layouts.",
      "",
      "With --stack the job's configuration and version 0 of its model go into the",
      "stack's bucket. All settings of a job can be given, in a file and as flags; the",
      "data set is one that  rondo data push  has brought there. Given again, it may",
      "change --rounds and --target-accuracy and nothing else.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo init-model --model mcmahan-cnn --out cnn.safetensors",
      "  rondo init-model --model my-network.json --dataset my-data.csv --seed 7",
      "  rondo init-model --stack RondoControl --config job.yaml",
      "  rondo init-model --stack RondoControl --job digits --clients 5 --fraction 1",
      "In Python:",
      "  model.load_state_dict(safetensors.torch.load_file(\"model.safetensors\"))"
    })
public final class InitModelCommand implements Callable<Integer> {

  private static final List<String> OF_A_FILE = List.of("--model", "--dataset", "--seed");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "mcmahan-2nn, mcmahan-cnn, kubefl-cnn, or a DL4J configuration as JSON (default:"
              + " mcmahan-2nn).")
  private String model = "mcmahan-2nn";

  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description =
          "Data that the model must fit: it decides the number of inputs and classes (default: 28"
              + " x 28 grey images of 10 classes, as MNIST's). On AWS the name of a data set that"
              + " was pushed (default: mnist).")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Where the random draws start (default: 1).")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file to write (default: model.safetensors).")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--force", description = "Overwrite the file if it is there.")
  private boolean force;

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description =
          "Found a job on this control stack instead of writing a file (default: RONDO_STACK in"
              + " the environment, unless --out is given).")
  private Optional<String> stack = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "On AWS: the job's settings as YAML; flags given beside it win.")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  /** The command with all of the job's settings as flags. */
  public static CommandLine commandLine() {
    CommandLine command = new CommandLine(new InitModelCommand());
    JobFlags.addTo(command.getCommandSpec());
    return command;
  }

  @Override
  public Integer call() {
    StackSource source = StackSource.of(spec);
    Optional<String> name =
        out.isPresent() ? stack : stack.or(() -> source.stacks().fromEnvironment());
    ParseResult parsed = spec.commandLine().getParseResult();
    if (name.isPresent()) {
      refuse(out.isPresent(), "--out is about a file: give it or --stack, not both");
      refuse(force, "--force is about a file; a job is never overwritten: give --job NAME");
      Stack open = source.stacks().open(name.get());
      Founded founded =
          new JobFounder(open, InstantSource.system()).found(JobFlags.settings(config, parsed));
      new FoundedJob(open, founded).print(spec.commandLine().getOut(), json);
    } else {
      refuse(config.isPresent(), "--config is about a job on AWS: give --stack NAME too");
      JobFlags.given(parsed, OF_A_FILE)
          .ifPresent(flag -> refuse(true, flag + " is a job's setting: give --stack NAME too"));
      writeFile(out.orElse(Path.of("model.safetensors")));
    }
    return 0;
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private void writeFile(Path file) {
    if (Files.exists(file) && !force) {
      throw new UserError(
          file + " is there already. Give --force to overwrite it, or another --out.");
    }
    Model fresh = model();
    ModelLayout layout = fresh.layout();
    float[] parameters = fresh.initialize(seed);
    SafetensorsHeader header =
        SafetensorsHeader.of(
            Map.of("kind", "model", "model", model, "version", "0", "seed", Long.toString(seed)),
            layout.inFile(Dtype.F32));
    TensorFile.write(
        file,
        header,
        writer -> layout.forEach((offset, size) -> writer.writeFloats(parameters, offset, size)));
    printWritten(file, fresh, header.fileBytes());
  }

  private Model model() {
    if (dataset.isEmpty()) {
      return Models.named(model);
    }
    Dataset train = DataSets.load(dataset.get(), Home.find()).train();
    return Models.named(model, train.exampleShape(), train.classes());
  }

  private void printWritten(Path file, Model fresh, long bytes) {
    PrintWriter console = spec.commandLine().getOut();
    if (json) {
      ObjectNode node =
          JsonNodeFactory.instance
              .objectNode()
              .put("file", file.toString())
              .put("model", model)
              .put("seed", seed)
              .put("parameters", fresh.layout().parameterCount())
              .put("bytes", bytes);
      node.set("tensors", Json.tree(fresh.layout().tensors()));
      console.println(node.toPrettyString());
      return;
    }
    TensorTable.of(fresh.layout()).print(console);
    fresh.notices().forEach(notice -> console.println("Note: " + notice));
    console.println();
    console.println("Wrote " + file + " (" + Text.count(bytes) + " bytes)");
  }
}
