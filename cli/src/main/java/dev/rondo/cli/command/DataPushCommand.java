package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.console.Progress;
import dev.rondo.cli.console.Terminal;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.push.DealtShards;
import dev.rondo.cli.push.Push;
import dev.rondo.cli.push.Push.Pushed;
import dev.rondo.cli.push.ShardFolder;
import dev.rondo.cli.push.Shipment;
import dev.rondo.cli.run.StackOption;
import dev.rondo.cli.stack.Stack;
import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.simulation.Home;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Uploads a data set's shards. */
@Command(
    name = "push",
    description = {
      "Uploads a data set to the bucket of a stack: a shard for each client, the test",
      "data, and an index of them, which comes last.",
      "",
      "DATA is a folder that  rondo data split  has written, or a data set, which is",
      "then dealt as the flags say (see  rondo data split --help). What is there with",
      "the same content is not uploaded again, so an interrupted push goes on where it",
      "was. Client agents without data of their own lease a shard each.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo data push --stack RondoControl",
      "  rondo data push mnist --split shards:2 --clients 100 --stack RondoControl",
      "  rondo data push data/mnist --force"
    })
final class DataPushCommand implements Callable<Integer> {

  private static final int DEFAULT_THREADS = 8;
  private static final Path SPLITS = Path.of("data");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DATA",
      arity = "0..1",
      description =
          "A folder of shards, or mnist, a folder with IDX or CSV files, a .csv file (default: the"
              + " only folder of shards in ./data).")
  private Optional<String> data = Optional.empty();

  @Mixin private final StackOption stack = new StackOption();
  @Mixin private final SplitFlags flags = new SplitFlags();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Uploads at the same time (default: 8).")
  private int threads = DEFAULT_THREADS;

  @Option(
      names = "--force",
      description = "Replace another split of the data set; no client should train on it then.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    if (threads < 1) {
      throw new ParameterException(spec.commandLine(), "--threads: 1 or more, not " + threads);
    }
    Shipment shipment = shipment();
    Stack open = stack.open();
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(out, !json && Terminal.here().interactive());
    Push push =
        new Push(
            open.store(),
            threads,
            (doing, parts, bytes) ->
                progress.show(
                    "%s %d/%d objects, %s of %s MB"
                        .formatted(
                            doing,
                            parts,
                            shipment.parts().size(),
                            megabytes(bytes),
                            megabytes(shipment.bytes()))));
    Thread interrupted = new Thread(() -> stopped(progress, out));
    Runtime.getRuntime().addShutdownHook(interrupted);
    Pushed pushed;
    try {
      pushed = push.run(shipment, force);
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
      progress.clear();
    }
    print(open, shipment, pushed);
    return 0;
  }

  private Shipment shipment() {
    Optional<Path> folder =
        data.isEmpty() ? ShardFolder.find(SPLITS) : ShardFolder.find(Path.of(data.get()));
    if (folder.isPresent()) {
      flags
          .given()
          .ifPresent(
              flag -> {
                throw new ParameterException(
                    spec.commandLine(),
                    "%s: %s is dealt already; name a data set to deal it anew"
                        .formatted(flag, folder.get()));
              });
      return ShardFolder.read(folder.get());
    }
    String name =
        data.orElseThrow(
            () ->
                new UserError(
                    "There are no shards in ./data. Name a data set, such as  rondo data push mnist"
                        + " --clients 100,  or a folder of shards."));
    TrainTest all = DataSets.load(name, Home.find());
    return DealtShards.of(
        DataSplitCommand.name(name), flags.deal(flags.split(), all.train()), all.test());
  }

  private void stopped(Progress progress, PrintWriter out) {
    if (!json) {
      progress.clear();
      out.println("Stopped. Give the command again, as it is, and it goes on.");
      out.flush();
    }
  }

  private void print(Stack open, Shipment shipment, Pushed pushed) {
    PrintWriter out = spec.commandLine().getOut();
    String dataset = shipment.index().dataset();
    String place = "s3://" + open.bucket() + "/" + ObjectKeys.dataset(dataset);
    int shards = shipment.index().shards().size();
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("dataset", dataset)
              .put("location", place)
              .put("shards", shards)
              .put("uploaded", pushed.uploaded())
              .put("kept", pushed.kept())
              .put("bytes", pushed.bytes())
              .put("unused", pushed.unused())
              .toPrettyString());
      return;
    }
    out.printf(
        "%s: %d shards and the test data are in %s%n  %d uploaded (%s MB), %d were there%n",
        dataset, shards, place, pushed.uploaded(), megabytes(pushed.bytes()), pushed.kept());
    if (pushed.unused() > 0) {
      out.printf(
          "  %d objects of the split before stay there, unused: no index names them%n",
          pushed.unused());
    }
    out.printf(
        "%nNext: rondo init-model --stack %s --dataset %s --clients %d%n",
        open.name(), dataset, shards);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
