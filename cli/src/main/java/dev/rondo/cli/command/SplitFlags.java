package dev.rondo.cli.command;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.data.Split;
import dev.rondo.protocol.random.Draws;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how a data set is split among clients. */
final class SplitFlags {

  private static final List<String> NAMES =
      List.of("--split", "--n-label", "--clients", "--examples-per-client", "--seed");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description = "How to split the examples: see above (default: iid).")
  private Optional<String> split = Optional.empty();

  @Option(
      names = "--n-label",
      paramLabel = "N",
      description = "Labels per client: kubeFL's name for --split labels:N.")
  private Optional<Integer> labelsPerClient = Optional.empty();

  @Option(names = "--clients", paramLabel = "N", description = "Number of clients (default: 100).")
  private int clients = 100;

  @Option(
      names = {"--examples-per-client", "--n-data"},
      paramLabel = "N",
      description = "Examples per client; 0 = use all examples (default: 0).")
  private int examplesPerClient;

  @Option(names = "--seed", paramLabel = "SEED", description = "Random seed (default: 1).")
  private long seed = 1;

  /** The split as text, such as {@code labels:3}. */
  String text() {
    if (labelsPerClient.isPresent() && split.isPresent()) {
      throw new ParameterException(
          command.commandLine(),
          "--n-label N is another name for --split labels:N. Specify only one");
    }
    return labelsPerClient.map(count -> "labels:" + count).or(() -> split).orElse("iid");
  }

  Split split() {
    return Split.parse(text());
  }

  /** The data shards of the training data, one per client. */
  List<Dataset> deal(Split by, Dataset train) {
    return by.assign(train, clients, examplesPerClient, new Draws(seed)).stream()
        .map(train::select)
        .toList();
  }

  /** The first of these options that was specified. */
  Optional<String> given() {
    return NAMES.stream()
        .filter(command.commandLine().getParseResult()::hasMatchedOption)
        .findFirst();
  }

  int clients() {
    return clients;
  }

  long seed() {
    return seed;
  }
}
