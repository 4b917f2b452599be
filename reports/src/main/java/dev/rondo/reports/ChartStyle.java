package dev.rondo.reports;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeriesCollection;

/** The common style of all plots. */
final class ChartStyle {
  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color MUTED = new Color(0x66, 0x66, 0x66);
  static final Color ACCENT = new Color(0x1f, 0x77, 0xb4);
  static final Color TARGET = new Color(0xc4, 0x4e, 0x1c);
  static final Color ABANDONED = new Color(0xea, 0xea, 0xea);
  static final Color CLEAR = new Color(0, 0, 0, 0);
  private static final Color GRID = new Color(0xe6, 0xe6, 0xe6);

  /** Up to this number of points per line, each point has a mark. */
  private static final int MARKED_POINTS = 60;

  private ChartStyle() {}

  /** Do not use size 12: VectorGraphics2D omits it as SVG's default size. */
  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  static BasicStroke line(float width, float... dashes) {
    return new BasicStroke(
        width,
        BasicStroke.CAP_ROUND,
        BasicStroke.JOIN_ROUND,
        1,
        dashes.length == 0 ? null : dashes,
        0);
  }

  static Shape dot(double diameter) {
    return new Ellipse2D.Double(-diameter / 2, -diameter / 2, diameter, diameter);
  }

  /** The mark of a series: round for the first use of the palette, square afterwards. */
  static Shape mark(int series) {
    return series < PALETTE.size() ? dot(4.5) : new Rectangle2D.Double(-2.2, -2.2, 4.4, 4.4);
  }

  static boolean marked(int points) {
    return points <= MARKED_POINTS;
  }

  /**
   * A renderer that draws each line as one path, so that transparent lines have no visible joints.
   */
  static XYLineAndShapeRenderer renderer() {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    renderer.setLegendLine(new Line2D.Double(-11, 0, 11, 0));
    renderer.setDefaultLegendTextFont(font(Font.PLAIN, 13));
    renderer.setDefaultLegendTextPaint(INK);
    return renderer;
  }

  /** The chart with its axes, grid and titles, and a grey band at every abandoned round. */
  static JFreeChart chart(
      String title,
      String subtitle,
      NumberAxis range,
      XYSeriesCollection data,
      XYLineAndShapeRenderer renderer,
      RoundAxis rounds) {
    XYPlot plot = new XYPlot(data, rounds.axis(), range, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(line(1));
    plot.setRangeGridlineStroke(line(1));
    plot.setNoDataMessageFont(font(Font.PLAIN, 16));
    plot.setNoDataMessagePaint(MUTED);
    rounds
        .abandoned()
        .forEach(
            band -> {
              IntervalMarker marker =
                  new IntervalMarker(band.from() - 0.5, band.to() + 0.5, ABANDONED);
              marker.setOutlinePaint(CLEAR);
              marker.setAlpha(1);
              plot.addDomainMarker(marker, Layer.BACKGROUND);
            });
    boolean empty = data.getSeriesCount() == 0;
    plot.setDomainGridlinesVisible(!empty);
    plot.setRangeGridlinesVisible(!empty);
    JFreeChart chart = new JFreeChart(title, font(Font.BOLD, 18), plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(14, 14, 12, 24));
    left(chart.getTitle(), new RectangleInsets(0, 8, 2, 0));
    chart.getTitle().setPaint(INK);
    TextTitle under = new TextTitle(subtitle, font(Font.PLAIN, 13));
    under.setPaint(MUTED);
    left(under, new RectangleInsets(0, 8, 12, 0));
    chart.addSubtitle(under);
    return chart;
  }

  /** Puts a legend below the plot. */
  static void legend(JFreeChart chart) {
    LegendTitle legend = new LegendTitle(chart.getPlot());
    legend.setPosition(RectangleEdge.BOTTOM);
    legend.setFrame(BlockBorder.NONE);
    legend.setItemFont(font(Font.PLAIN, 13));
    legend.setItemLabelPadding(new RectangleInsets(2, 4, 2, 14));
    legend.setMargin(8, 8, 0, 0);
    chart.addLegend(legend);
  }

  /**
   * An axis.
   *
   * @param across horizontal padding of tick labels: more padding, fewer labels
   * @param down vertical padding of tick labels
   */
  static NumberAxis axis(String label, int across, int down) {
    NumberAxis axis = new NumberAxis(label);
    axis.setTickLabelInsets(new RectangleInsets(down, across, down, across));
    axis.setLabelFont(font(Font.PLAIN, 14));
    axis.setLabelPaint(INK);
    axis.setTickLabelFont(font(Font.PLAIN, 13));
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(MUTED);
    axis.setTickMarkPaint(MUTED);
    axis.setLabelInsets(new RectangleInsets(6, 4, 6, 4));
    return axis;
  }

  private static void left(TextTitle title, RectangleInsets margin) {
    title.setHorizontalAlignment(HorizontalAlignment.LEFT);
    title.setTextAlignment(HorizontalAlignment.LEFT);
    title.setExpandToFitSpace(true);
    title.setPadding(margin);
  }

  /** Colours that most colour-blind people can distinguish; repeated with dashes. */
  static Color seriesColour(int series) {
    return PALETTE.get(series % PALETTE.size());
  }

  /** Solid for the first use of the palette, dashed for the second, dotted afterwards. */
  static BasicStroke seriesStroke(int series) {
    return switch (series / PALETTE.size()) {
      case 0 -> line(1.6f);
      case 1 -> line(1.6f, 6, 4);
      default -> line(1.6f, 1, 4);
    };
  }

  private static final List<Color> PALETTE =
      List.of(
          new Color(0x1f77b4),
          new Color(0xff7f0e),
          new Color(0x2ca02c),
          new Color(0xd62728),
          new Color(0x9467bd),
          new Color(0x8c564b),
          new Color(0xe377c2),
          new Color(0x17becf),
          new Color(0xbcbd22),
          new Color(0x7f7f7f));
}
