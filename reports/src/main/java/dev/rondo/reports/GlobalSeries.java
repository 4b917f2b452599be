package dev.rondo.reports;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jfree.data.xy.XYSeries;

/** A figure of the global model by round. */
final class GlobalSeries {
  private GlobalSeries() {}

  /**
   * The figure where it is known and finite. The line breaks at an abandoned round and spans a
   * round that was merely not evaluated.
   *
   * @param rounds in order
   */
  static XYSeries of(
      String name, List<RoundRow> rounds, Function<RoundRow, OptionalDouble> figure, double scale) {
    XYSeries series = new XYSeries(name, false);
    for (RoundRow row : rounds) {
      OptionalDouble value = figure.apply(row);
      if (row.abandoned()) {
        series.add(row.round(), Double.NaN, false);
      } else if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
        series.add(row.round(), value.getAsDouble() * scale, false);
      }
    }
    return series;
  }
}
