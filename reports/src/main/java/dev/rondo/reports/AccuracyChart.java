package dev.rondo.reports;

import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.RoundResult;
import java.awt.Color;
import java.awt.Font;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Accuracy of the global model by round, in percent, on the test data and by clients, with the
 * target as a line.
 */
final class AccuracyChart {
  private AccuracyChart() {}

  static JFreeChart of(String title, List<RoundRecord> rounds, OptionalDouble target) {
    List<RoundRecord> ordered = RoundAxis.ordered(rounds);
    RoundAxis roundAxis = RoundAxis.of(ordered, List.of());
    XYSeries accuracy = GlobalSeries.of("accuracy", ordered, RoundResult::testAccuracy, 100);
    XYSeries byClients =
        GlobalSeries.byClients("accuracy by clients", ordered, Evaluation.ACCURACY, 100);
    XYLineAndShapeRenderer renderer = ChartStyle.renderer();
    XYSeriesCollection data = new XYSeriesCollection();
    add(data, renderer, accuracy, ChartStyle.ACCENT);
    boolean onTest = data.getSeriesCount() > 0;
    add(data, renderer, byClients, ChartStyle.INK);
    NumberAxis range = ChartStyle.axis((onTest ? "Test accuracy" : "Accuracy") + " (%)", 4, 12);
    setRange(range, data, target);
    JFreeChart chart =
        ChartStyle.chart(
            title, subtitle(ordered, roundAxis, target), range, data, renderer, roundAxis);
    XYPlot plot = chart.getXYPlot();
    plot.setNoDataMessage("No round has been evaluated.");
    if (!byClients.isEmpty()) {
      ChartStyle.legend(chart);
    }
    target.ifPresent(
        share -> plot.addRangeMarker(targetLine(share * 100, range), Layer.FOREGROUND));
    return chart;
  }

  private static void add(
      XYSeriesCollection data, XYLineAndShapeRenderer renderer, XYSeries series, Color paint) {
    if (Double.isNaN(series.getMaxY())) {
      return;
    }
    int index = data.getSeriesCount();
    data.addSeries(series);
    renderer.setSeriesPaint(index, paint);
    renderer.setSeriesStroke(index, ChartStyle.line(2.2f));
    renderer.setSeriesShape(index, ChartStyle.dot(5));
    renderer.setSeriesShapesVisible(index, ChartStyle.marked(series.getItemCount()));
  }

  private static String subtitle(List<RoundRecord> rounds, RoundAxis axis, OptionalDouble target) {
    Optional<RoundResult> best =
        rounds.stream()
            .map(RoundRecord::result)
            .filter(row -> row.testAccuracy().isPresent())
            .max(
                Comparator.<RoundResult>comparingDouble(row -> row.testAccuracy().orElseThrow())
                    .thenComparing(Comparator.comparingInt(RoundResult::round).reversed()));
    Stream<String> bestNote =
        best.stream()
            .map(
                row ->
                    String.format(
                        Locale.ROOT,
                        "best %.2f %% in round %d",
                        row.testAccuracy().orElseThrow() * 100,
                        row.round()));
    Stream<String> reached =
        target.stream()
            .mapToObj(
                share ->
                    rounds.stream()
                        .map(RoundRecord::result)
                        .filter(row -> row.testAccuracy().orElse(Double.NaN) >= share)
                        .findFirst()
                        .map(row -> "target reached in round " + row.round())
                        .orElse("target not reached"));
    return Stream.of(bestNote, best.isPresent() ? reached : Stream.<String>empty(), axis.note())
        .flatMap(notes -> notes)
        .collect(Collectors.joining("   \u00b7   "));
  }

  /** Multiples of 5 % around the data, so that the last percents before 100 % are visible. */
  private static void setRange(NumberAxis range, XYSeriesCollection data, OptionalDouble target) {
    if (data.getSeriesCount() == 0) {
      range.setRange(0, 100);
      return;
    }
    double low = Math.min(data.getRangeLowerBound(false), target.orElse(1) * 100);
    double high = Math.max(data.getRangeUpperBound(false), target.orElse(0) * 100);
    range.setRange(
        Math.max(0, Math.floor((low - 1) / 5) * 5), Math.min(100, Math.ceil((high + 1) / 5) * 5));
  }

  private static ValueMarker targetLine(double percent, NumberAxis range) {
    ValueMarker marker = new ValueMarker(percent, ChartStyle.TARGET, ChartStyle.line(1.4f, 7, 5));
    marker.setLabel(
        String.format(
            Locale.ROOT,
            "target %s %%",
            new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(percent)));
    marker.setLabelFont(ChartStyle.font(Font.PLAIN, 13));
    marker.setLabelPaint(ChartStyle.TARGET);
    marker.setLabelBackgroundColor(ChartStyle.CLEAR);
    // Above the line, where a rising curve is not yet, unless the plot ends there.
    boolean above = range.getUpperBound() - percent > 0.05 * range.getRange().getLength();
    marker.setLabelAnchor(above ? RectangleAnchor.TOP_LEFT : RectangleAnchor.BOTTOM_LEFT);
    marker.setLabelTextAnchor(above ? TextAnchor.BOTTOM_LEFT : TextAnchor.TOP_LEFT);
    marker.setLabelOffset(new RectangleInsets(3, 6, 3, 6));
    return marker;
  }
}
