package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.push.DataShardFolder;
import dev.rondo.cli.push.DealtDataShards;
import dev.rondo.cli.push.Shipment;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.LoadedData;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.rounds.job.JobData;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import dev.rondo.simulation.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Splits a data set among clients. */
@Command(
    name = "split",
    description = {
      "Splits a data set among clients. Each data shard becomes a safetensors file.",
      "",
      "iid          random examples for every client",
      "shards:N     sorted by label, cut up, N pieces per client (McMahan 2017: N = 2)",
      "labels:N     examples of exactly N labels for every client (kubeFL's n_label)",
      "dirichlet:A  uneven mixtures of labels; the smaller A, the more uneven",
      "",
      "With the same seed, the split is the same as in \"rondo simulate\". A data",
      "shard contains the tensors labels (I64) and images (U8, 0-255) or features",
      "(F32). test.safetensors contains the test data.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo data split --split shards:2 --clients 100",
      "  rondo data split --n-label 3 --n-data 500 --clients 100 --out data",
      "  rondo data split --dataset my-data.csv --clients 10 --json",
      "In Python:",
      "  safetensors.numpy.load_file(\"data/mnist/shard-00000.safetensors\")"
    })
final class DataSplitCommand extends RondoCommand implements JobFlags.Taker {

  @Mixin private final SplitFlags flags = new SplitFlags();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Parent of the data set's folder (default: data).")
  private Path out = Path.of("data");

  @Option(names = "--force", description = "Replace existing data shards.")
  private boolean force;

  @Override
  public List<Field<?>> jobFields() {
    return Stream.concat(Stream.of(JobFields.DATASET), SplitFlags.FIELDS.stream()).toList();
  }

  @Override
  public Integer call() {
    Values values = flags.values();
    String dataset = values.get(JobFields.DATASET);
    String name = name(dataset);
    Path folder = out.resolve(name);
    List<Path> old = DataShardFolder.files(folder);
    if (!old.isEmpty() && !force) {
      throw new UserError(
          folder
              + " already contains data shards. To replace them, add --force; or set another"
              + " --out.");
    }
    LoadedData loaded = DataSets.load(dataset, Home.find(), JobData.of(values), Optional.empty());
    TrainTest data = loaded.examples();
    // Before anything is deleted: an impossible split leaves the old data shards unchanged.
    List<Dataset> dealt = SplitFlags.deal(values, data.train());
    delete(old);
    for (Shipment.Part part : DealtDataShards.of(name, dealt, data.test()).parts()) {
      String file = part.key().substring(part.key().lastIndexOf('/') + 1);
      TensorFile.write(folder.resolve(file), part.content());
    }
    print(folder, name, values, SplitSummary.of(dealt), loaded);
    return 0;
  }

  private static void delete(List<Path> files) {
    for (Path file : files) {
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new UserError("Cannot delete " + file + ": " + Text.reason(e));
      }
    }
  }

  /** A data set's name: the last part of a path, without .csv, in characters allowed in keys. */
  static String name(String dataset) {
    Optional<Path> last =
        Optional.ofNullable(Path.of(dataset).toAbsolutePath().normalize().getFileName());
    String name =
        last.map(Path::toString)
            .orElse("")
            .toLowerCase(Locale.ROOT)
            .replaceFirst("\\.csv$", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return name.isEmpty() ? "data" : name;
  }

  private void print(
      Path folder, String name, Values values, SplitSummary summary, LoadedData loaded) {
    int testExamples = loaded.examples().test().size();
    output.print(
        () ->
            Output.object()
                .put("folder", folder.toString())
                .put("dataset", name)
                .put("split", values.text(JobFields.SPLIT))
                .put("seed", values.get(JobFields.SEED))
                .put("clients", values.get(JobFields.CLIENTS))
                .put("examples", summary.total())
                .put("test_examples", testExamples)
                .setAll(summary.toJson()),
        console -> {
          DataFacts.print(loaded, console);
          console.println();
          summary.table().print(console);
          console.printf(
              "%nWrote %s training examples in %s data shards, and %s test examples, to %s%n",
              Text.count(summary.total()),
              values.get(JobFields.CLIENTS),
              Text.count(testExamples),
              folder);
        });
  }
}
