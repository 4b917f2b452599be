package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.RoundResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One line for each round that has ended. */
@Command(
    name = "list",
    description = {
      "Lists the rounds that have ended, a line each.",
      "",
      "seats = accepted + late + rejected + dropped. Seconds are real time; virtual,",
      "in a simulation, is time on its own clock, which deadlines and stragglers are",
      "measured by.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  rondo rounds list",
      "  rondo rounds list --json | jq length",
      "  rondo rounds list --stack RondoControl"
    })
final class RoundsListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private final RunOption run = new RunOption();

  @Option(names = "--json", description = "Print one JSON array instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    Run found = run.find();
    List<RoundRecord> rounds = found.rounds();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      rounds.forEach(round -> array.add(toJson(round, found.place().simulated())));
      out.println(array.toPrettyString());
    } else if (rounds.isEmpty()) {
      out.println("No round of job " + found.job() + " has ended yet.");
    } else {
      table(rounds, found.place().simulated()).print(out);
    }
    return 0;
  }

  /** A result as it is stored, and how long it took. */
  static ObjectNode toJson(RoundRecord round, boolean simulated) {
    ObjectNode node = (ObjectNode) Json.tree(round.result());
    round.seconds().ifPresent(seconds -> node.put("seconds", seconds));
    return simulated ? node.put("virtual_seconds", round.virtualSeconds()) : node;
  }

  private static Table table(List<RoundRecord> rounds, boolean simulated) {
    List<String> header =
        new ArrayList<>(
            List.of(
                "round",
                "status",
                "version",
                "seats",
                "accepted",
                "late",
                "rejected",
                "dropped",
                "train loss",
                "test loss",
                "test accuracy",
                "seconds"));
    if (simulated) {
      header.add("virtual");
    }
    Table table = new Table(header.toArray(String[]::new));
    for (RoundRecord round : rounds) {
      RoundResult result = round.result();
      List<String> cells =
          new ArrayList<>(
              List.of(
                  Integer.toString(result.round()),
                  result.status().name().toLowerCase(Locale.ROOT),
                  result.version().map(String::valueOf).orElse(Text.UNKNOWN),
                  Integer.toString(result.seats()),
                  Integer.toString(result.accepted()),
                  Integer.toString(result.late()),
                  Integer.toString(result.rejected()),
                  Integer.toString(result.dropped()),
                  Text.loss(result.trainLoss()),
                  Text.loss(result.testLoss()),
                  Text.percent(result.testAccuracy()),
                  Text.seconds(round.seconds())));
      if (simulated) {
        cells.add(Text.seconds(OptionalDouble.of(round.virtualSeconds())));
      }
      table.add(cells.toArray(String[]::new));
    }
    return table;
  }
}
