package dev.rondo.reports;

import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.state.RoundResult;
import java.awt.Color;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Training loss by round, one line per client as in kubeFL's showgraph, and the global model's test
 * loss. With many clients, their lines are faint and their mean is bold.
 */
final class LossChart {
  /** Up to this number of clients, each has its own colour and legend entry. */
  private static final int NAMED_DEVICES = 20;

  private static final int LABEL_LENGTH = 24;

  private LossChart() {}

  static JFreeChart of(String title, List<ClientRow> all, List<RoundRecord> rounds) {
    // Of a job with differential privacy, no figures of clients are known.
    List<ClientRow> clients = all.stream().filter(row -> row.examples() > 0).toList();
    List<RoundRecord> ordered = RoundAxis.ordered(rounds);
    Map<String, List<ClientRow>> devices =
        ShownClients.of(clients).stream()
            .sorted(Comparator.comparingInt(ClientRow::round))
            .collect(Collectors.groupingBy(ClientRow::client, TreeMap::new, Collectors.toList()));
    boolean named = devices.size() <= NAMED_DEVICES;
    RoundAxis roundAxis = RoundAxis.of(ordered, clients);
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = ChartStyle.renderer();
    // JFreeChart draws the first series last, so what must stand out is added first.
    addGlobal(
        data,
        renderer,
        GlobalSeries.of("test loss (global model)", ordered, RoundResult::testLoss, 1),
        ChartStyle.INK);
    addGlobal(
        data,
        renderer,
        GlobalSeries.byClients("loss by clients (global model)", ordered, Evaluation.LOSS, 1),
        ChartStyle.ACCENT);
    if (!named) {
      addMean(data, renderer, mean(clients, ordered));
    }
    int first = data.getSeriesCount();
    devices.forEach((id, rows) -> addDevice(data, renderer, device(id, rows), first, named));
    renderer.setLegendItemLabelGenerator(
        (source, series) -> label(source.getSeriesKey(series).toString()));
    NumberAxis range = ChartStyle.axis("Loss (mean per example)", 4, 12);
    range.setAutoRangeIncludesZero(true);
    range.setUpperMargin(0.04);
    JFreeChart chart =
        ChartStyle.chart(
            title, subtitle(count(clients), named, roundAxis), range, data, renderer, roundAxis);
    chart.getXYPlot().setNoDataMessage("No client has reported a loss.");
    ChartStyle.legend(chart);
    return chart;
  }

  private static int count(List<ClientRow> clients) {
    return Math.toIntExact(clients.stream().map(ClientRow::client).distinct().count());
  }

  private static String subtitle(int devices, boolean named, RoundAxis axis) {
    String lines =
        String.format(Locale.ROOT, "%,d client%s", devices, devices == 1 ? "" : "s")
            + (named ? "" : lines(devices) + "; the mean of each round is bold");
    return Stream.concat(Stream.of(lines), axis.note()).collect(Collectors.joining("   \u00b7   "));
  }

  private static String lines(int devices) {
    return devices <= ShownClients.MOST
        ? ", one thin line each"
        : String.format(Locale.ROOT, ", a thin line for each of the first %,d", ShownClients.MOST);
  }

  private static XYSeries device(String id, List<ClientRow> rows) {
    XYSeries series = new XYSeries(id, false);
    for (ClientRow row : rows) {
      series.add(row.round(), finite(row.trainLoss()), false);
    }
    return series;
  }

  /** The unweighted mean over the clients of a round; it breaks at abandoned rounds. */
  private static XYSeries mean(List<ClientRow> clients, List<RoundRecord> rounds) {
    Map<Integer, Double> means =
        clients.stream()
            .filter(row -> Double.isFinite(row.trainLoss()))
            .collect(
                Collectors.groupingBy(
                    ClientRow::round,
                    TreeMap::new,
                    Collectors.averagingDouble(ClientRow::trainLoss)));
    rounds.stream()
        .filter(RoundAxis::isAbandoned)
        .forEach(row -> means.put(RoundAxis.round(row), Double.NaN));
    XYSeries series = new XYSeries("mean of clients", false);
    means.forEach((round, loss) -> series.add(round.doubleValue(), loss.doubleValue(), false));
    return series;
  }

  private static void addGlobal(
      XYSeriesCollection data, XYLineAndShapeRenderer renderer, XYSeries series, Color paint) {
    if (Double.isNaN(series.getMaxY())) {
      return;
    }
    int index = add(data, series);
    renderer.setSeriesPaint(index, paint);
    renderer.setSeriesStroke(index, ChartStyle.line(2f, 7, 5));
    renderer.setSeriesShape(index, ChartStyle.dot(4));
    renderer.setSeriesShapesVisible(index, ChartStyle.marked(series.getItemCount()));
  }

  private static void addMean(
      XYSeriesCollection data, XYLineAndShapeRenderer renderer, XYSeries series) {
    int index = add(data, series);
    renderer.setSeriesPaint(index, ChartStyle.TARGET);
    renderer.setSeriesStroke(index, ChartStyle.line(2.6f));
    renderer.setSeriesShape(index, ChartStyle.dot(5));
    renderer.setSeriesShapesVisible(index, ChartStyle.marked(series.getItemCount()));
  }

  private static void addDevice(
      XYSeriesCollection data,
      XYLineAndShapeRenderer renderer,
      XYSeries series,
      int first,
      boolean named) {
    int index = add(data, series);
    int colour = index - first;
    if (named) {
      renderer.setSeriesPaint(index, ChartStyle.seriesColour(colour));
      renderer.setSeriesStroke(index, ChartStyle.seriesStroke(colour));
      renderer.setSeriesShape(index, ChartStyle.mark(colour));
      renderer.setSeriesShapesVisible(index, ChartStyle.marked(series.getItemCount()));
    } else {
      Color accent = ChartStyle.ACCENT;
      renderer.setSeriesPaint(
          index, new Color(accent.getRed(), accent.getGreen(), accent.getBlue(), 56));
      renderer.setSeriesStroke(index, ChartStyle.line(0.8f));
      renderer.setSeriesShape(index, ChartStyle.dot(3));
      renderer.setSeriesShapesVisible(index, series.getItemCount() == 1);
      renderer.setSeriesVisibleInLegend(index, false);
    }
  }

  private static int add(XYSeriesCollection data, XYSeries series) {
    data.addSeries(series);
    return data.getSeriesCount() - 1;
  }

  /** The end of a long ID, which is where the IDs of machines differ. */
  private static String label(String id) {
    return id.length() <= LABEL_LENGTH
        ? id
        : "\u2026" + id.substring(id.length() - LABEL_LENGTH + 1);
  }

  private static double finite(double loss) {
    return Double.isFinite(loss) ? loss : Double.NaN;
  }
}
