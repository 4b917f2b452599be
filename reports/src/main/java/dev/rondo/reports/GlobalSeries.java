package dev.rondo.reports;

import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.RoundResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jfree.data.xy.XYSeries;

/** A metric of the global model by round. */
final class GlobalSeries {
  private GlobalSeries() {}

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
