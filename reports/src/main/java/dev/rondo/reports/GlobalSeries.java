package dev.rondo.reports;

import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.RoundResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jfree.data.xy.XYSeries;

/** A metric of the global model by round. */
final class GlobalSeries {
  private GlobalSeries() {}

  /**
   * What clients measured, by the version that they measured, without the initial one. A version
   * that was measured again has its last value.
   *
   * @param rounds in order
   */
  static XYSeries byClients(String name, List<RoundRecord> rounds, String metric, double scale) {
    SortedMap<Integer, Double> byVersion = new TreeMap<>();
    for (RoundRecord row : rounds) {
      row.result()
          .clientEvaluation()
          .ifPresent(
              clients ->
                  clients
                      .evaluation()
                      .metric(metric)
                      .ifPresent(value -> byVersion.put(clients.version(), value * scale)));
    }
    XYSeries series = new XYSeries(name, false);
    byVersion.tailMap(1).forEach((version, value) -> series.add(version, value, false));
    return series;
  }

  /**
   * The metric where it is known and finite. The line breaks at an abandoned round, but not at a
   * round that was not evaluated.
   *
   * @param rounds in order
   */
  static XYSeries of(
      String name,
      List<RoundRecord> rounds,
      Function<RoundResult, OptionalDouble> figure,
      double scale) {
    XYSeries series = new XYSeries(name, false);
    for (RoundRecord row : rounds) {
      OptionalDouble value = figure.apply(row.result());
      if (RoundAxis.isAbandoned(row)) {
        series.add(RoundAxis.round(row), Double.NaN, false);
      } else if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
        series.add(RoundAxis.round(row), value.getAsDouble() * scale, false);
      }
    }
    return series;
  }
}
