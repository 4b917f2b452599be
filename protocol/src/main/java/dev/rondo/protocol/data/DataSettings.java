package dev.rondo.protocol.data;

import java.util.List;
import java.util.Optional;

/**
 * How a user says that a table is to be read.
 *
 * @param label the name of the column with the labels; empty to find it by its usual names
 * @param header whether the first line holds names
 * @param ignored names of columns that are not used
 * @param scaling what is done to the values
 * @param seed of the draw of test data, if the data have none of their own
 */
public record DataSettings(
    Optional<String> label, HeaderRule header, List<String> ignored, Scaling scaling, long seed) {

  /** The settings of a job whose user has set none. */
  public static final DataSettings DEFAULTS =
      new DataSettings(Optional.empty(), HeaderRule.AUTO, List.of(), Scaling.NONE, 1);

  public DataSettings {
    ignored = List.copyOf(ignored);
  }

  /** The same with another rule for the first line. */
  public DataSettings withHeader(HeaderRule rule) {
    return new DataSettings(label, rule, ignored, scaling, seed);
  }

  /** Whether the user has said nothing about tables. */
  public boolean areDefaults() {
    return leavesColumnsOpen() && scaling == Scaling.NONE;
  }

  /** Whether the user has said nothing about columns. */
  public boolean leavesColumnsOpen() {
    return label.isEmpty() && header == HeaderRule.AUTO && ignored.isEmpty();
  }
}
