package dev.rondo.cli.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jfree.chart.JFreeChart;

/** The plots of a run, as PNG (two pixels a unit) or SVG by the target's name. */
public final class Graphs {
  private static final String LOSS_TITLE = "Training loss of each device";
  private static final String ACCURACY_TITLE = "Test accuracy of the global model";

  private Graphs() {}

  /**
   * Draws the training loss of each device by round, and the test loss of the global model where it
   * is known.
   *
   * @param target a file that ends in .png or .svg
   * @param clients what the clients reported, in any order
   * @param rounds the rounds in any order
   * @throws IllegalArgumentException if the target has another ending
   * @throws GraphsUnavailableException if this machine cannot draw
   * @throws IOException if the file cannot be written
   */
  public static void loss(Path target, List<ClientRow> clients, List<RoundRow> rounds)
      throws IOException {
    ChartFile.Format format = ChartFile.Format.of(target);
    ChartFile.write(draw(() -> LossChart.of(LOSS_TITLE, clients, rounds)), format, target);
  }

  /**
   * Draws the test accuracy of the global model by round.
   *
   * @param target a file that ends in .png or .svg
   * @param rounds the rounds in any order
   * @throws IllegalArgumentException if the target has another ending
   * @throws GraphsUnavailableException if this machine cannot draw
   * @throws IOException if the file cannot be written
   */
  public static void accuracy(Path target, List<RoundRow> rounds) throws IOException {
    ChartFile.Format format = ChartFile.Format.of(target);
    ChartFile.write(
        draw(() -> AccuracyChart.of(ACCURACY_TITLE, rounds, OptionalDouble.empty())),
        format,
        target);
  }

  /** Writes loss.png and loss.svg into a run's folder. */
  static void loss(Path runFolder, String job, List<ClientRow> clients, List<RoundRow> rounds)
      throws IOException {
    JFreeChart chart = draw(() -> LossChart.of(LOSS_TITLE + ", " + job, clients, rounds));
    ChartFile.write(chart, ChartFile.Format.PNG, runFolder.resolve("loss.png"));
    ChartFile.write(chart, ChartFile.Format.SVG, runFolder.resolve("loss.svg"));
  }

  /** Writes accuracy.png and accuracy.svg into a run's folder. */
  static void accuracy(Path runFolder, String job, List<RoundRow> rounds, OptionalDouble target)
      throws IOException {
    JFreeChart chart = draw(() -> AccuracyChart.of(ACCURACY_TITLE + ", " + job, rounds, target));
    ChartFile.write(chart, ChartFile.Format.PNG, runFolder.resolve("accuracy.png"));
    ChartFile.write(chart, ChartFile.Format.SVG, runFolder.resolve("accuracy.svg"));
  }

  private static JFreeChart draw(Supplier<JFreeChart> chart) throws IOException {
    return ChartFile.drawing(chart::get);
  }
}
