package dev.rondo.reports;

import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.RoundResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnitSource;

/**
 * The x axis of all plots: the rounds.
 *
 * @param last the last round, at least 1
 * @param abandoned the abandoned rounds, as ranges
 */
record RoundAxis(int last, List<Band> abandoned) {

  /** A range of rounds, inclusive. */
  record Band(int from, int to) {}

  static RoundAxis of(List<RoundRecord> rounds, List<ClientRow> clients) {
    IntStream numbers =
        IntStream.concat(
            rounds.stream().mapToInt(RoundAxis::round),
            clients.stream().mapToInt(ClientRow::round));
    return new RoundAxis(numbers.max().orElse(1), bands(rounds));
  }

  static int round(RoundRecord row) {
    return row.result().round();
  }

  static boolean isAbandoned(RoundRecord row) {
    return row.result().status() == RoundResult.Status.ABANDONED;
  }

  /** The rounds by number. */
  static List<RoundRecord> ordered(List<RoundRecord> rounds) {
    return rounds.stream().sorted(Comparator.comparingInt(RoundAxis::round)).toList();
  }

  private static List<Band> bands(List<RoundRecord> rounds) {
    List<Band> bands = new ArrayList<>();
    for (int round :
        rounds.stream()
            .filter(RoundAxis::isAbandoned)
            .mapToInt(RoundAxis::round)
            .sorted()
            .distinct()
            .toArray()) {
      int end = bands.size() - 1;
      if (end >= 0 && bands.get(end).to() == round - 1) {
        bands.set(end, new Band(bands.get(end).from(), round));
      } else {
        bands.add(new Band(round, round));
      }
    }
    return List.copyOf(bands);
  }

  /** The note about abandoned rounds for a subtitle; empty if there are none. */
  Stream<String> note() {
    int count = abandoned.stream().mapToInt(band -> band.to() - band.from() + 1).sum();
    return count == 0
        ? Stream.empty()
        : Stream.of(
            String.format(Locale.ROOT, "grey: %d abandoned round%s", count, count == 1 ? "" : "s"));
  }

  NumberAxis axis() {
    NumberAxis axis = ChartStyle.axis("Round", 16, 2);
    axis.setStandardTickUnits(new NumberTickUnitSource(true));
    if (last <= 20) {
      axis.setRange(0.5, last + 0.5);
    } else {
      axis.setRange(0, last * 1.01 + 0.5);
    }
    return axis;
  }
}
