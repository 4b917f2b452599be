package dev.rondo.protocol.data;

import java.util.HashSet;
import java.util.List;

/**
 * How the table of a job was understood. Whoever reads data for the job reads them in this way.
 *
 * @param header whether files have a line of names; without one, names are the numbers of columns
 * @param columns names of the columns that a model sees, in the order in which it sees them
 * @param label name of the column with the labels
 * @param ignored names of columns that a file may have besides
 * @param classes the labels as files spell them; a class is known by its place in this list. Whole
 *     numbers are in the order of numbers, other labels in that of Unicode
 * @param scaling what is done to the values
 * @param means one for each column if values are standardized; else empty
 * @param deviations the same; never 0
 */
public record DataDescription(
    boolean header,
    List<String> columns,
    String label,
    List<String> ignored,
    List<String> classes,
    Scaling scaling,
    List<Double> means,
    List<Double> deviations) {

  /** The largest number of classes. Memory for a batch grows with it. */
  public static final int MOST_CLASSES = 10_000;

  public DataDescription {
    columns = List.copyOf(columns);
    ignored = List.copyOf(ignored);
    classes = List.copyOf(classes);
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    if (columns.isEmpty() || new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException("Columns must have different names, but are " + columns);
    }
    if (classes.isEmpty()
        || classes.size() > MOST_CLASSES
        || new HashSet<>(classes).size() < classes.size()) {
      throw new IllegalArgumentException(
          "A data set must have 1 to %s different classes, but has %s"
              .formatted(MOST_CLASSES, classes.size()));
    }
    int statistics = scaling == Scaling.STANDARDIZE ? columns.size() : 0;
    if (means.size() != statistics || deviations.size() != statistics) {
      throw new IllegalArgumentException(
          "There must be %s means and deviations, but there are %s and %s"
              .formatted(statistics, means.size(), deviations.size()));
    }
    if (!means.stream().allMatch(Double::isFinite)
        || !deviations.stream().allMatch(value -> value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException("Means must be finite, and deviations above 0");
    }
  }
}
