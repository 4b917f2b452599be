package dev.rondo.protocol.training;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one client measured of a model: metrics by name, and on how many examples. A metric that was
 * measured and is not finite has no value. Arrays, because a server holds one for each client.
 */
public final class Measurement {

  /** Metrics of one measurement, at most. */
  public static final int MOST_METRICS = 32;

  /** Examples of one measurement, at most. */
  public static final long MOST_EXAMPLES = 1_000_000_000;

  /** Values beyond this, on either side of 0, count as not finite: they cannot be added exactly. */
  public static final double LARGEST = 1e15;

  /** The form of a name, as a regular expression. */
  public static final String NAME_FORM = "[A-Za-z][A-Za-z0-9_./-]{0,63}";

  private static final Pattern NAME = Pattern.compile(NAME_FORM);

  private final long examples;
  private final String[] names;
  private final double[] values;

  /**
   * @param examples the number of examples, from 1
   * @param metrics the values by their names; NaN, infinities and values beyond {@link #LARGEST}
   *     count as not finite
   * @throws IllegalArgumentException if a bound or a name is not valid
   */
  public Measurement(long examples, Map<String, Double> metrics) {
    if (examples < 1 || examples > MOST_EXAMPLES) {
      throw new IllegalArgumentException(
          "The examples of a measurement must be 1 to " + MOST_EXAMPLES + ", but are " + examples);
    }
    if (metrics.isEmpty() || metrics.size() > MOST_METRICS) {
      throw new IllegalArgumentException(
          "A measurement must have 1 to " + MOST_METRICS + " metrics, but has " + metrics.size());
    }
    this.examples = examples;
    this.names = metrics.keySet().stream().sorted().toArray(String[]::new);
    this.values = new double[names.length];
    for (int i = 0; i < names.length; i++) {
      if (!isName(names[i])) {
        throw new IllegalArgumentException("The name of a metric must match " + NAME_FORM);
      }
      values[i] = finite(metrics.get(names[i]));
    }
  }

  private static double finite(@Nullable Double value) {
    return value == null || !(Math.abs(value) <= LARGEST) ? Double.NaN : value;
  }

  /** Whether a metric can have this name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  @JsonCreator
  static Measurement of(
      @JsonProperty("examples") long examples,
      @JsonProperty("metrics") Map<String, @Nullable Double> metrics) {
    return new Measurement(examples, metrics);
  }

  /** The number of examples. */
  @JsonProperty("examples")
  public long examples() {
    return examples;
  }

  /** The metrics by name; NaN for one that is not finite. */
  public SortedMap<String, Double> metrics() {
    SortedMap<String, Double> metrics = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      metrics.put(names[i], values[i]);
    }
    return metrics;
  }

  /** The metrics as JSON has them: null for one that is not finite. */
  @JsonProperty("metrics")
  public SortedMap<String, @Nullable Double> json() {
    SortedMap<String, @Nullable Double> metrics = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      metrics.put(names[i], Double.isNaN(values[i]) ? null : values[i]);
    }
    return metrics;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Measurement that
        && examples == that.examples
        && Arrays.equals(names, that.names)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(examples) + Arrays.hashCode(names)) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return metrics() + " of " + examples + " examples";
  }
}
