package dev.rondo.learning.data;

import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.data.Scaling;
import java.util.Arrays;
import java.util.List;

/**
 * Means and standard deviations of columns.
 *
 * @param means the means
 * @param deviations the deviations of the population; 1 for a column of one value
 */
record ColumnStatistics(List<Double> means, List<Double> deviations) {

  /** Those of some rows, in two passes. */
  static ColumnStatistics of(float[] values, int width, int[] rows) {
    double[] means = new double[width];
    for (int row : rows) {
      for (int column = 0; column < width; column++) {
        means[column] += values[row * width + column] / (double) rows.length;
      }
    }
    double[] squares = new double[width];
    boolean[] varies = new boolean[width];
    for (int row : rows) {
      for (int column = 0; column < width; column++) {
        double difference = values[row * width + column] - means[column];
        squares[column] += difference * difference / rows.length;
        varies[column] |= values[row * width + column] != values[rows[0] * width + column];
      }
    }
    double[] deviations = new double[width];
    // Rounding must not become the deviation of a column of one value.
    Arrays.setAll(deviations, c -> varies[c] && squares[c] > 0 ? Math.sqrt(squares[c]) : 1);
    return new ColumnStatistics(
        Arrays.stream(means).boxed().toList(), Arrays.stream(deviations).boxed().toList());
  }

  /** Scales all values of a table in place, as the description says. */
  static void scale(float[] values, DataDescription description) {
    int width = description.columns().size();
    if (description.scaling() == Scaling.BYTES) {
      for (int i = 0; i < values.length; i++) {
        values[i] /= 255f;
      }
    } else if (description.scaling() == Scaling.STANDARDIZE) {
      double[] means = description.means().stream().mapToDouble(d -> d).toArray();
      double[] deviations = description.deviations().stream().mapToDouble(d -> d).toArray();
      for (int i = 0; i < values.length; i++) {
        int column = i % width;
        values[i] = (float) ((values[i] - means[column]) / deviations[column]);
      }
    }
  }
}
