package dev.rondo.reports;

import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.Spread;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.ClientEvaluation;
import dev.rondo.rounds.state.RoundResult;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The columns of {@code rounds.csv} with what clients measured: the version, how many clients, and
 * for each metric the mean over examples, and the extremes and the standard deviation of the
 * clients' values.
 *
 * @param names of the metrics; empty if no clients measured, and then there are no columns
 */
record ClientColumns(SortedSet<String> names) {

  static ClientColumns of(List<RoundRecord> rounds) {
    SortedSet<String> names = new TreeSet<>();
    rounds.stream()
        .flatMap(round -> round.result().clientEvaluation().stream())
        .forEach(clients -> names.addAll(clients.evaluation().spread().keySet()));
    return new ClientColumns(names);
  }

  /** The columns' names, each with a comma before it. */
  String header() {
    if (names.isEmpty()) {
      return "";
    }
    StringBuilder header = new StringBuilder(",measured_version,measured_by");
    for (String name : names) {
      for (String part : List.of("", "_min", "_max", "_deviation")) {
        header.append(",clients_").append(name).append(part);
      }
    }
    return header.toString();
  }

  /** The cells of a round, each with a comma before it. */
  String cells(RoundResult result) {
    if (names.isEmpty()) {
      return "";
    }
    StringBuilder cells = new StringBuilder();
    Optional<ClientEvaluation> clients = result.clientEvaluation();
    cells.append(',').append(clients.map(c -> Integer.toString(c.version())).orElse(""));
    cells.append(',').append(clients.map(c -> Integer.toString(c.clients())).orElse(""));
    Optional<Evaluation> evaluation = clients.map(ClientEvaluation::evaluation);
    for (String name : names) {
      Optional<Double> mean = evaluation.flatMap(e -> Optional.ofNullable(e.metrics().get(name)));
      Optional<Spread> spread = evaluation.flatMap(e -> Optional.ofNullable(e.spread().get(name)));
      cells.append(',').append(text(mean));
      // Without a finite value there is no spread.
      cells.append(',').append(text(mean.flatMap(m -> spread.map(Spread::min))));
      cells.append(',').append(text(mean.flatMap(m -> spread.map(Spread::max))));
      cells.append(',').append(text(mean.flatMap(m -> spread.map(Spread::deviation))));
    }
    return cells.toString();
  }

  private static String text(Optional<Double> value) {
    return value.map(String::valueOf).orElse("");
  }
}
