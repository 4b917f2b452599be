package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.reports.ClientRow;
import dev.rondo.reports.Graphs;
import dev.rondo.reports.GraphsUnavailableException;
import dev.rondo.reports.RoundRow;
import dev.rondo.reports.StoreReport;
import dev.rondo.rounds.history.RoundRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws a run. */
@Command(
    name = "graph",
    description = {
      "Draws each device's training loss and the global model's test accuracy.",
      "",
      "The plots are made of what the run's store holds, so they can be drawn again",
      "at any time, while the run goes on too. Without --loss and --accuracy both are",
      "drawn.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo graph --loss",
      "  rondo graph --accuracy --out accuracy.svg",
      "  rondo graph --run runs/my-job --out plots/",
      "  rondo graph --stack RondoControl --job my-job"
    })
public final class GraphCommand implements Callable<Integer> {

  private static final String LOSS = "loss";
  private static final String ACCURACY = "accuracy";
  private static final List<String> ENDINGS = List.of(".png", ".svg");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final RunOption run = new RunOption();

  @Option(names = "--loss", description = "Draw the training loss of each device.")
  private boolean loss;

  @Option(names = "--accuracy", description = "Draw the test accuracy of the global model.")
  private boolean accuracy;

  @Option(
      names = "--out",
      paramLabel = "FILE|DIR",
      description =
          "A file that ends in .png or .svg, or a folder for both kinds (default: the"
              + " run's folder; of a job on AWS runs/STACK/JOB).")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--json", description = "Print the files' names as one JSON array.")
  private boolean json;

  @Override
  public Integer call() {
    Run found = run.find();
    List<String> graphs = graphs();
    List<RoundRecord> records = found.rounds();
    if (records.isEmpty()) {
      throw new UserError(
          "No round of job " + found.job() + " has ended yet: there is nothing to draw.");
    }
    Path target = out.orElse(found.place().folder());
    List<Path> written = new ArrayList<>();
    try {
      for (String graph : graphs) {
        for (Path file : files(graph, target, graphs.size())) {
          draw(graph, file, records);
          written.add(file);
        }
      }
    } catch (GraphsUnavailableException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    } catch (IOException e) {
      spec.commandLine().getErr().println("Cannot write to " + target + ": " + Text.reason(e));
      return 1;
    }
    print(written);
    return 0;
  }

  private List<String> graphs() {
    if (loss == accuracy) {
      return List.of(LOSS, ACCURACY);
    }
    return List.of(loss ? LOSS : ACCURACY);
  }

  private static List<Path> files(String graph, Path target, int graphs) {
    String name = target.toString().toLowerCase(Locale.ROOT);
    if (ENDINGS.stream().noneMatch(name::endsWith)) {
      return ENDINGS.stream().map(ending -> target.resolve(graph + ending)).toList();
    }
    if (graphs > 1) {
      throw new UserError(
          "--out "
              + target
              + " is one file, but there are two graphs to draw: choose --loss or --accuracy, or"
              + " give --out a folder.");
    }
    return List.of(target);
  }

  private static void draw(String graph, Path file, List<RoundRecord> records) throws IOException {
    List<RoundRow> rounds = StoreReport.rounds(records);
    if (graph.equals(LOSS)) {
      List<ClientRow> clients = StoreReport.clients(records);
      Graphs.loss(file, clients, rounds);
    } else {
      Graphs.accuracy(file, rounds);
    }
  }

  private void print(List<Path> written) {
    PrintWriter console = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      written.forEach(file -> array.add(file.toString()));
      console.println(array.toPrettyString());
    } else {
      written.forEach(console::println);
    }
  }
}
