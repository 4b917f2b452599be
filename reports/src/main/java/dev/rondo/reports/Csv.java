package dev.rondo.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.RoundResult;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;

/** The tables of a report as CSV (RFC 4180, but lines end in \n). Unknown values are empty. */
final class Csv {
  private static final String ROUNDS_HEADER =
      "round,status,version,seats,accepted,late,rejected,dropped,"
          + "train_loss,test_loss,test_accuracy,seconds,virtual_seconds";
  private static final String CLIENTS_HEADER = "round,client,examples,train_loss\n";

  private Csv() {}

  /**
   * The rounds, in order. Metrics besides loss and accuracy have columns of their own, at the end,
   * and so has what clients measured of an earlier version.
   */
  static byte[] rounds(List<RoundRecord> rounds) {
    SortedSet<String> others = new TreeSet<>();
    rounds.forEach(round -> others.addAll(round.result().metrics().keySet()));
    others.removeAll(List.of(Evaluation.LOSS, Evaluation.ACCURACY));
    StringBuilder csv = new StringBuilder(ROUNDS_HEADER);
    others.forEach(name -> csv.append(",test_").append(name));
    ClientColumns clients = ClientColumns.of(rounds);
    csv.append(clients.header()).append('\n');
    rounds.stream()
        .sorted(Comparator.comparingInt(RoundAxis::round))
        .forEach(
            row -> {
              appendRound(csv, row, others);
              csv.append(clients.cells(row.result())).append('\n');
            });
    return csv.toString().getBytes(UTF_8);
  }

  private static void appendRound(StringBuilder csv, RoundRecord record, SortedSet<String> others) {
    RoundResult row = record.result();
    csv.append(row.round())
        .append(',')
        .append(row.status().name().toLowerCase(Locale.ROOT))
        .append(',');
    row.version().ifPresent(csv::append);
    for (int count :
        new int[] {row.seats(), row.accepted(), row.late(), row.rejected(), row.dropped()}) {
      csv.append(',').append(count);
    }
    for (OptionalDouble figure :
        List.of(row.trainLoss(), row.testLoss(), row.testAccuracy(), record.seconds())) {
      csv.append(',');
      figure.ifPresent(csv::append);
    }
    csv.append(',').append(record.timed().virtualSeconds());
    for (String name : others) {
      csv.append(',');
      Optional.ofNullable(row.metrics().get(name)).ifPresent(csv::append);
    }
  }

  /** The clients' reports by round, then by client. */
  static byte[] clients(List<ClientRow> clients) {
    StringBuilder csv = new StringBuilder(CLIENTS_HEADER);
    clients.stream()
        .sorted(Comparator.comparingInt(ClientRow::round).thenComparing(ClientRow::client))
        .forEach(
            row ->
                csv.append(row.round())
                    .append(',')
                    .append(quoted(row.client()))
                    .append(',')
                    .append(row.examples() > 0 ? row.examples() : "") // Privacy hides them.
                    .append(',')
                    .append(Double.isNaN(row.trainLoss()) ? "" : row.trainLoss())
                    .append('\n'));
    return csv.toString().getBytes(UTF_8);
  }

  /** Of the characters allowed in an ID, only the comma requires quotes. */
  private static String quoted(String id) {
    return id.contains(",") ? '"' + id + '"' : id;
  }
}
