package dev.rondo.reports;

import java.awt.Font;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Spent privacy by round, one line per mechanism, with the budget as a line. */
final class EpsilonChart {
  private EpsilonChart() {}

  static JFreeChart of(List<EpsilonCurve> curves, double budget, String delta) {
    XYLineAndShapeRenderer renderer = ChartStyle.renderer();
    XYSeriesCollection data = new XYSeriesCollection();
    for (EpsilonCurve curve : curves) {
      XYSeries series = new XYSeries(curve.name(), false);
      curve.byRound().forEach((round, epsilon) -> series.add(round, epsilon, false));
      int index = data.getSeriesCount();
      data.addSeries(series);
      renderer.setSeriesPaint(index, ChartStyle.seriesColour(index));
      renderer.setSeriesStroke(index, ChartStyle.line(2.2f));
      renderer.setSeriesShape(index, ChartStyle.mark(index));
      renderer.setSeriesShapesVisible(index, ChartStyle.marked(series.getItemCount()));
    }
    int last = curves.stream().mapToInt(curve -> curve.byRound().lastKey()).max().orElse(1);
    NumberAxis range = ChartStyle.axis("Epsilon, for delta = " + delta, 4, 12);
    range.setRange(0, 1.1 * budget);
    JFreeChart chart =
        ChartStyle.chart(
            "Privacy spent by round",
            "of a client that contributes as early and as often as it may",
            range,
            data,
            renderer,
            new RoundAxis(last, List.of()));
    chart.getXYPlot().addRangeMarker(budgetLine(budget), Layer.FOREGROUND);
    ChartStyle.legend(chart);
    return chart;
  }

  private static ValueMarker budgetLine(double budget) {
    ValueMarker marker = new ValueMarker(budget, ChartStyle.TARGET, ChartStyle.line(1.4f, 7, 5));
    marker.setLabel("budget");
    marker.setLabelFont(ChartStyle.font(Font.PLAIN, 13));
    marker.setLabelPaint(ChartStyle.TARGET);
    marker.setLabelBackgroundColor(ChartStyle.CLEAR);
    marker.setLabelAnchor(RectangleAnchor.TOP_LEFT);
    marker.setLabelTextAnchor(TextAnchor.BOTTOM_LEFT);
    marker.setLabelOffset(new RectangleInsets(3, 6, 3, 6));
    return marker;
  }
}
