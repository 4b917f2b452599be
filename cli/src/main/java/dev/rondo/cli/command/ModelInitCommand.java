package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.rounds.job.JobData;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import dev.rondo.simulation.Home;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes an initial model to a file. */
@Command(
    name = "init",
    description = {
      "Writes an initial, untrained model to a safetensors file.",
      "",
      "The seed determines the parameters: they are the ones that \"rondo simulate\" and",
      "\"rondo job create\" start from with the same --model and --seed. Tensors have",
      "PyTorch's names and layouts.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo model init --model mcmahan-cnn --out cnn.safetensors",
      "  rondo model init --model my-network.json --dataset my-data.csv --seed 7",
      "In Python:",
      "  model.load_state_dict(safetensors.torch.load_file(\"model.safetensors\"))"
    })
final class ModelInitCommand extends RondoCommand implements JobFlags.Taker {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description =
          "The data set that determines the numbers of inputs and classes (default: 28 x 28"
              + " grayscale images of 10 classes, as in MNIST).")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file to write (default: model.safetensors).")
  private Path file = Path.of("model.safetensors");

  @Option(names = "--force", description = "Overwrite an existing file.")
  private boolean force;

  @Override
  public List<Field<?>> jobFields() {
    return Stream.concat(Stream.of(JobFields.MODEL, JobFields.SEED), JobData.FIELDS.stream())
        .toList();
  }

  @Override
  public Integer call() {
    Values values = JobFields.SCHEMA.resolve(JobFlags.read(spec.commandLine().getParseResult()));
    String model = values.get(JobFields.MODEL);
    long seed = values.get(JobFields.SEED);
    TensorFile.refuseToOverwrite(file, force);
    Model initial = load(model, values);
    ModelLayout layout = initial.layout();
    refuseIfTooLarge(layout);
    float[] parameters = initial.initialize(seed);
    SafetensorsHeader header =
        SafetensorsHeader.of(
            Map.of("kind", "model", "model", model, "version", "0", "seed", Long.toString(seed)),
            layout.inFile(Dtype.F32));
    TensorFile.write(
        file,
        header,
        writer -> layout.forEach((offset, size) -> writer.writeFloats(parameters, offset, size)));
    long bytes = header.fileBytes();
    output.print(
        () ->
            Output.object()
                .put("file", file.toString())
                .put("model", model)
                .put("seed", seed)
                .put("parameters", layout.parameterCount())
                .put("bytes", bytes)
                .<ObjectNode>set("tensors", Json.tree(layout.tensors())),
        out -> {
          TensorTable.of(layout).print(out);
          initial.notices().forEach(notice -> out.println("Note: " + notice));
          out.printf("%nWrote %s (%s bytes)%n", file, Text.count(bytes));
        });
    return 0;
  }

  /** Throws if no round of any number of seats could aggregate the model. */
  private static void refuseIfTooLarge(ModelLayout layout) {
    AggregationModel.standard()
        .divide(
            new RoundSize(
                layout.parameterCount(), layout.tensors().size(), 1, AggregationRule.WEIGHTED));
  }

  private Model load(String model, Values values) {
    if (dataset.isEmpty()) {
      return Models.named(model);
    }
    Dataset train =
        DataSets.load(dataset.get(), Home.find(), JobData.of(values), Optional.empty())
            .examples()
            .train();
    return Models.named(model, train.exampleShape(), train.classes());
  }
}
