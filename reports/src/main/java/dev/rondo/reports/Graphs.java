package dev.rondo.reports;

import dev.rondo.rounds.history.RoundRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jfree.chart.JFreeChart;

/** The plots of a job, as PNG or SVG depending on the target's name. */
public final class Graphs {
  private static final String LOSS_TITLE = "Training loss of each client";
  private static final String ACCURACY_TITLE = "Test accuracy of the global model";

  private Graphs() {}

  /**
   * Draws the training loss of each client by round, and the test loss of the global model.
   *
   * @param target a file that ends in .png or .svg
   * @param rounds the rounds in any order
   * @throws IllegalArgumentException if the target has another ending
   * @throws GraphsUnavailableException if this machine cannot draw
   * @throws IOException if the file cannot be written
   */
  public static void loss(Path target, List<RoundRecord> rounds) throws IOException {
    loss(target, RunReport.clients(rounds), rounds);
  }

  static void loss(Path target, List<ClientRow> clients, List<RoundRecord> rounds)
      throws IOException {
    ChartFile.write(() -> LossChart.of(LOSS_TITLE, clients, rounds), target);
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
  public static void accuracy(Path target, List<RoundRecord> rounds) throws IOException {
    ChartFile.write(() -> AccuracyChart.of(ACCURACY_TITLE, rounds, OptionalDouble.empty()), target);
  }

  /**
   * Draws the privacy that a training has spent by round, and its budget.
   *
   * @param target a file that ends in .png or .svg
   * @param curves one for each mechanism
   * @param budget the epsilon that no curve exceeds
   * @param delta for the label of the axis
   * @throws IllegalArgumentException if the target has another ending
   * @throws GraphsUnavailableException if this machine cannot draw
   * @throws IOException if the file cannot be written
   */
  public static void epsilon(Path target, List<EpsilonCurve> curves, double budget, String delta)
      throws IOException {
    ChartFile.write(() -> EpsilonChart.of(curves, budget, delta), target);
  }

  /** Writes loss and accuracy to a job's folder, each as PNG and as SVG, in parallel. */
  static void write(
      Path runFolder,
      String job,
      List<RoundRecord> rounds,
      List<ClientRow> clients,
      OptionalDouble target)
      throws IOException {
    // A chart is not thread-safe, so each file has its own.
    Supplier<JFreeChart> loss = () -> LossChart.of(LOSS_TITLE + ", " + job, clients, rounds);
    Supplier<JFreeChart> accuracy =
        () -> AccuracyChart.of(ACCURACY_TITLE + ", " + job, rounds, target);
    Map<String, Supplier<JFreeChart>> files =
        Map.of(
            "loss.png", loss, "loss.svg", loss, "accuracy.png", accuracy, "accuracy.svg", accuracy);
    try {
      files.entrySet().parallelStream()
          .forEach(file -> writeUnchecked(runFolder.resolve(file.getKey()), file.getValue()));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private static void writeUnchecked(Path target, Supplier<JFreeChart> chart) {
    try {
      ChartFile.write(chart, target);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
