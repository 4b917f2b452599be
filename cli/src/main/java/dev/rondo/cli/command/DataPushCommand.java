package dev.rondo.cli.command;

import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Progress;
import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.push.DataShardFolder;
import dev.rondo.cli.push.DealtDataShards;
import dev.rondo.cli.push.Push;
import dev.rondo.cli.push.Push.Pushed;
import dev.rondo.cli.push.Shipment;
import dev.rondo.cli.run.StackOption;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.LoadedData;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobData;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import dev.rondo.simulation.Home;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Uploads the data shards of a data set. */
@Command(
    name = "push",
    description = {
      "Uploads a data set to the bucket of a stack.",
      "",
      "It uploads one data shard per client, the test data, and finally an index.",
      "DATA is a folder written by \"rondo data split\", or a data set, which is then",
      "split as the options say (see \"rondo data split --help\"). Objects that already",
      "exist with the same content are skipped: rerun an interrupted push to resume",
      "it. Each client agent without its own data leases one data shard.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo data push --stack RondoControl",
      "  rondo data push mnist --split shards:2 --clients 100 --stack RondoControl",
      "  rondo data push data/mnist --force"
    })
final class DataPushCommand extends RondoCommand implements JobFlags.Taker {

  private static final Path SPLITS = Path.of("data");

  @Parameters(
      paramLabel = "DATA",
      arity = "0..1",
      description =
          "A folder of data shards, mnist, a folder with IDX or CSV files, or a .csv file (default:"
              + " the only such folder in ./data).")
  private Optional<String> data = Optional.empty();

  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final SplitFlags flags = new SplitFlags();

  @Option(
      names = "--threads",
      paramLabel = "INTEGER",
      description = "Number of parallel uploads (default: 8).")
  private String threads = "8";

  @Option(
      names = "--force",
      description = "Replace another split of the data set. Stop training on it first.")
  private boolean force;

  @Override
  public List<Field<?>> jobFields() {
    return SplitFlags.FIELDS;
  }

  @Override
  public Integer call() {
    int parallel = Threads.parse(threads, output);
    Shipment shipment = shipment();
    Stack open = stack.open();
    Progress progress = new Progress(output.out(), !output.json() && Terminal.here().interactive());
    Push push =
        new Push(
            open.store(),
            parallel,
            (doing, parts, bytes) ->
                progress.show(
                    "%s %s/%s objects, %s of %s MB"
                        .formatted(
                            doing,
                            parts,
                            shipment.parts().size(),
                            megabytes(bytes),
                            megabytes(shipment.bytes()))));
    Thread interrupted = new Thread(() -> stopped(progress));
    Runtime.getRuntime().addShutdownHook(interrupted);
    Pushed pushed;
    try {
      pushed = push.run(shipment, force);
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
      progress.clear();
    }
    print(open, shipment.index(), pushed);
    return 0;
  }

  private Shipment shipment() {
    Optional<Path> folder = DataShardFolder.find(data.map(Path::of).orElse(SPLITS));
    if (folder.isPresent()) {
      flags
          .given()
          .ifPresent(
              flag -> {
                throw output.wrongUse(
                    "%s: the data in %s are already split. To split them again, name a data set"
                        .formatted(flag, folder.get()));
              });
      return DataShardFolder.read(folder.get());
    }
    String name =
        data.orElseThrow(
            () ->
                new UserError(
                    "No data shards found in ./data. Name a folder of data shards, or a data set."
                        + " Example: rondo data push mnist --clients 100"));
    Values values = flags.values();
    LoadedData loaded = DataSets.load(name, Home.find(), JobData.of(values), Optional.empty());
    if (!output.json()) {
      DataFacts.print(loaded, output.out());
    }
    TrainTest all = loaded.examples();
    return DealtDataShards.of(
        DataSplitCommand.name(name), SplitFlags.deal(values, all.train()), all.test());
  }

  private void stopped(Progress progress) {
    if (!output.json()) {
      progress.clear();
      output.out().println("Stopped. To resume, run the same command again.");
      output.out().flush();
    }
  }

  private void print(Stack open, DataIndex index, Pushed pushed) {
    String dataset = index.dataset();
    String location = "s3://" + open.bucket() + "/" + ObjectKeys.dataset(dataset);
    int dataShards = index.dataShards().size();
    output.print(
        () ->
            Output.object()
                .put("dataset", dataset)
                .put("location", location)
                .put("data_shards", dataShards)
                .put("uploaded", pushed.uploaded())
                .put("kept", pushed.kept())
                .put("bytes", pushed.bytes())
                .put("unused", pushed.unused()),
        out -> {
          out.printf(
              "%s: %s data shards and the test data are in %s%n"
                  + "  %s objects uploaded (%s MB), %s skipped%n",
              dataset,
              dataShards,
              location,
              pushed.uploaded(),
              megabytes(pushed.bytes()),
              pushed.kept());
          if (pushed.unused() > 0) {
            out.printf("  %s objects of the previous split remain, unused%n", pushed.unused());
          }
          out.printf(
              "%nNext: rondo job create --stack %s --dataset %s --clients %s%n",
              open.name(), dataset, dataShards);
        });
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
