package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.Split;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.simulation.Home;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deals a data set to clients. */
@Command(
    name = "split",
    description = {
      "Deals a data set to clients and writes each one's shard as a safetensors file.",
      "",
      "iid          every client gets a random sample",
      "shards:N     sorted by label, cut up, N pieces a client (McMahan 2017: N = 2)",
      "labels:N     every client has examples of exactly N labels (kubeFL's n_label)",
      "dirichlet:A  uneven mixtures; the smaller A, the more uneven",
      "",
      "The same seed deals the same examples as  rondo simulate  does. A shard",
      "holds  labels  (I64) and  images  (U8, 0-255) or  features  (F32);",
      "test.safetensors holds the test data.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo data split --split shards:2 --clients 100",
      "  rondo data split --n-label 3 --n-data 500 --clients 100 --out data",
      "  rondo data split --dataset my-data.csv --clients 10 --json",
      "In Python:",
      "  safetensors.numpy.load_file(\"data/mnist/shard-00000.safetensors\")"
    })
final class DataSplitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description =
          "mnist, a folder with IDX files or train.csv and test.csv, or a .csv file (default:"
              + " mnist).")
  private String dataset = "mnist";

  @Mixin private final SplitFlags flags = new SplitFlags();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder in which the data set gets a folder of its own (default: data).")
  private Path out = Path.of("data");

  @Option(names = "--force", description = "Delete the shards that are there and write new ones.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Split split = flags.split();
    String name = name(dataset);
    Shards shards = new Shards(out.resolve(name), name);
    if (shards.exist() && !force) {
      throw new UserError(
          shards.folder()
              + " holds shards already. Give --force to replace them, or another --out.");
    }
    TrainTest data = DataSets.load(dataset, Home.find());
    // Dealt before anything is deleted: a split that cannot be made leaves the old one alone.
    List<Dataset> dealt = flags.deal(split, data.train());
    shards.delete();
    for (int client = 0; client < dealt.size(); client++) {
      shards.writeShard(client, dealt.get(client));
    }
    shards.writeTest(data.test());
    print(shards, SplitSummary.of(dealt), data.test().size());
    return 0;
  }

  /** A data set's name: of a path its last part without the ending, in letters that keys allow. */
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

  private void print(Shards shards, SplitSummary summary, int testExamples) {
    PrintWriter console = spec.commandLine().getOut();
    if (json) {
      ObjectNode node =
          JsonNodeFactory.instance
              .objectNode()
              .put("folder", shards.folder().toString())
              .put("dataset", shards.dataset())
              .put("split", flags.text())
              .put("seed", flags.seed())
              .put("clients", flags.clients())
              .put("examples", summary.total())
              .put("test_examples", testExamples);
      node.setAll(summary.toJson());
      console.println(node.toPrettyString());
      return;
    }
    summary.table().print(console);
    console.println();
    console.printf(
        "Wrote %s examples to %d shards and %s test examples into %s%n",
        Text.count(summary.total()), flags.clients(), Text.count(testExamples), shards.folder());
  }
}
