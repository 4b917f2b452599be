package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.run.RunOption;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.history.TimedResult;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists rounds. */
@Command(
    name = "list",
    description = {
      "Lists the rounds that have ended.",
      "",
      "Each seat is accepted (its update is in the new version), late (valid, but not",
      "in it) or dropped (no valid update). Rejected counts updates: that of a seat",
      "leaves the seat dropped. Seconds are wall time; virtual is the simulated time,",
      "which deadlines and stragglers refer to. By clients: what the clients of the",
      "round measured of the version that they started from.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo round list",
      "  rondo round list --json | jq length",
      "  rondo round list --stack RondoControl"
    })
final class RoundListCommand extends RondoCommand {

  private static final List<String> COLUMNS =
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
          "seconds");

  @Mixin private final RunOption run = new RunOption();

  @Override
  public Integer call() {
    Run found = run.find();
    List<TimedResult> rounds = found.results();
    boolean simulated = found.place().simulated();
    output.print(
        () -> {
          ArrayNode array = Output.array();
          rounds.forEach(round -> array.add(toJson(round, simulated)));
          return array;
        },
        out -> {
          if (rounds.isEmpty()) {
            out.println("No round of job " + found.job() + " has ended yet.");
          } else {
            table(rounds, simulated).print(out);
          }
        });
    return 0;
  }

  /** A result as it is stored, and the time that the round took. */
  static ObjectNode toJson(TimedResult round, boolean simulated) {
    ObjectNode node = (ObjectNode) Json.tree(round.result());
    round.seconds().ifPresent(seconds -> node.put("seconds", seconds));
    return simulated ? node.put("virtual_seconds", round.virtualSeconds()) : node;
  }

  private static String text(ClientEvaluation clients) {
    return "version " + clients.version() + ": " + MetricFacts.oneLine(clients.evaluation());
  }

  private static Table table(List<TimedResult> rounds, boolean simulated) {
    List<String> header = new ArrayList<>(COLUMNS);
    boolean byClients =
        rounds.stream().anyMatch(round -> round.result().clientEvaluation().isPresent());
    if (simulated) {
      header.add("virtual");
    }
    if (byClients) {
      header.add("by clients");
    }
    Table table = new Table(header.toArray(String[]::new));
    for (TimedResult round : rounds) {
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
      if (byClients) {
        cells.add(result.clientEvaluation().map(RoundListCommand::text).orElse(Text.UNKNOWN));
      }
      table.add(cells.toArray(String[]::new));
    }
    return table;
  }
}
