package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.protocol.json.Json;
import dev.rondo.reports.Graphs;
import dev.rondo.reports.GraphsUnavailableException;
import dev.rondo.rounds.history.RoundRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plots a run. */
@Command(
    name = "graph",
    description = {
      "Plots the training loss of each client and the global model's test accuracy.",
      "",
      "The plots are made from the job's store, at any time, also while it is running.",
      "Without --loss and --accuracy, both are plotted.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo graph --loss",
      "  rondo graph --accuracy --out accuracy.svg",
      "  rondo graph --run runs/my-job --out plots/",
      "  rondo graph --stack RondoControl --job my-job"
    })
public final class GraphCommand extends RondoCommand {

  private static final String LOSS = "loss";
  private static final String ACCURACY = "accuracy";
  private static final List<String> ENDINGS = List.of(".png", ".svg");

  @Mixin private final RunOption run = new RunOption();

  @Option(names = "--loss", description = "Plot the training loss of each client.")
  private boolean loss;

  @Option(names = "--accuracy", description = "Plot the test accuracy of the global model.")
  private boolean accuracy;

  @Option(
      names = "--out",
      paramLabel = "FILE|DIR",
      description =
          "A .png or .svg file, or a folder for both formats (default: the run's folder; for a job"
              + " on AWS runs/STACK/JOB).")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    Run found = run.find();
    List<RoundRecord> records = found.endedRounds();
    Path target = out.orElse(found.place().folder());
    List<String> graphs =
        loss == accuracy ? List.of(LOSS, ACCURACY) : List.of(loss ? LOSS : ACCURACY);
    List<Path> written = new ArrayList<>();
    try {
      for (String graph : graphs) {
        for (Path file : files(graph, target, graphs.size())) {
          draw(graph, file, records);
          written.add(file);
        }
      }
    } catch (GraphsUnavailableException e) {
      output.err().println(e.getMessage());
      return 1;
    } catch (IOException e) {
      output.err().println("Cannot write to " + target + ": " + Text.reason(e));
      return 1;
    }
    output.print(
        () -> Json.tree(written.stream().map(Path::toString).toList()),
        console -> written.forEach(console::println));
    return 0;
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
              + " is one file, but there are two plots. Add --loss or --accuracy, or set --out to"
              + " a folder.");
    }
    return List.of(target);
  }

  private static void draw(String graph, Path file, List<RoundRecord> records) throws IOException {
    if (graph.equals(LOSS)) {
      Graphs.loss(file, records);
    } else {
      Graphs.accuracy(file, records);
    }
  }
}
