package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.core.json.Json;
import dev.rondo.core.model.ModelLayout;
import dev.rondo.core.model.TensorSpec;
import dev.rondo.core.safetensors.Dtype;
import dev.rondo.core.safetensors.SafetensorsHeader;
import dev.rondo.core.update.ClientUpdate;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.simulation.Home;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a model that nobody has trained yet. */
@Command(
    name = "init-model",
    description = {
      "Writes a fresh initial model as a safetensors file.",
      "",
      "The parameters are a function of the seed, and are those that  rondo",
      "simulate  starts from with the same --model and --seed. Tensors have PyTorch's",
      "names and layouts.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo init-model --model mcmahan-cnn --out cnn.safetensors",
      "  rondo init-model --model my-network.json --dataset my-data.csv --seed 7",
      "In Python:",
      "  model.load_state_dict(safetensors.torch.load_file(\"model.safetensors\"))"
    })
public final class InitModelCommand implements Callable<Integer> {

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
              + " x 28 grey images of 10 classes, as MNIST's).")
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
  private Path out = Path.of("model.safetensors");

  @Option(names = "--force", description = "Overwrite the file if it is there.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    if (Files.exists(out) && !force) {
      throw new UserError(
          out + " is there already. Give --force to overwrite it, or another --out.");
    }
    Model fresh = model();
    ModelLayout layout = fresh.layout();
    float[] parameters = fresh.initialize(seed);
    SafetensorsHeader header =
        SafetensorsHeader.of(
            Map.of("kind", "model", "model", model, "version", "0", "seed", Long.toString(seed)),
            ClientUpdate.tensors(layout, Dtype.F32));
    TensorFile.write(
        out,
        header,
        writer -> layout.forEach((offset, size) -> writer.writeFloats(parameters, offset, size)));
    print(fresh, header.fileBytes());
    return 0;
  }

  private Model model() {
    if (dataset.isEmpty()) {
      return Models.named(model);
    }
    Dataset train = DataSets.load(dataset.get(), Home.find()).train();
    return Models.named(model, train.exampleShape(), train.classes());
  }

  private void print(Model fresh, long bytes) {
    PrintWriter console = spec.commandLine().getOut();
    ModelLayout layout = fresh.layout();
    if (json) {
      ObjectNode node =
          JsonNodeFactory.instance
              .objectNode()
              .put("file", out.toString())
              .put("model", model)
              .put("seed", seed)
              .put("parameters", layout.parameterCount())
              .put("bytes", bytes);
      node.set("tensors", Json.tree(layout.tensors()));
      console.println(node.toPrettyString());
      return;
    }
    Table table = new Table("tensor", "shape", "parameters");
    for (TensorSpec tensor : layout.tensors()) {
      table.add(tensor.name(), tensor.shape().toString(), Text.count(tensor.size()));
    }
    table.add("total", "", Text.count(layout.parameterCount()));
    table.print(console);
    fresh.notices().forEach(notice -> console.println("Note: " + notice));
    console.println();
    console.println("Wrote " + out + " (" + Text.count(bytes) + " bytes)");
  }
}
