package dev.rondo.protocol.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How well a model does on a test set, or on examples that clients hold out.
 *
 * @param examples the number of these examples
 * @param metrics finite numbers by name. Classifiers have {@link #LOSS}, the mean cross-entropy
 *     (natural logarithm), and {@link #ACCURACY}, the share of examples whose highest output is
 *     their label
 * @param notFinite names of the metrics that were measured and are NaN or infinite
 * @param classAccuracy the accuracy within each class, by label; NaN for a class without examples.
 *     Empty if the model is no classifier
 * @param spread how the metrics differ between clients, if clients measured; else empty
 */
public record Evaluation(
    long examples,
    SortedMap<String, Double> metrics,
    List<String> notFinite,
    List<Double> classAccuracy,
    SortedMap<String, Spread> spread) {

  /** The name of the mean loss among the metrics. */
  public static final String LOSS = "loss";

  /** The name of the accuracy among the metrics. */
  public static final String ACCURACY = "accuracy";

  public Evaluation {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    notFinite = List.copyOf(notFinite);
    classAccuracy = List.copyOf(classAccuracy);
    spread = Collections.unmodifiableSortedMap(new TreeMap<>(spread));
  }

  /** The evaluation with what was measured, finite or not. */
  public static Evaluation of(
      long examples, Map<String, Double> measured, List<Double> classAccuracy) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    List<String> notFinite = new ArrayList<>();
    new TreeMap<>(measured)
        .forEach(
            (name, value) -> {
              if (Double.isFinite(value)) {
                metrics.put(name, value);
              } else {
                notFinite.add(name);
              }
            });
    return new Evaluation(examples, metrics, notFinite, classAccuracy, new TreeMap<>());
  }

  /** The evaluation of a classifier. */
  public static Evaluation of(
      long examples, double loss, double accuracy, List<Double> classAccuracy) {
    return of(examples, Map.of(LOSS, loss, ACCURACY, accuracy), classAccuracy);
  }

  /** The mean loss; empty if it was not measured or is not finite. */
  public OptionalDouble loss() {
    return metric(LOSS);
  }

  /** The accuracy; empty if it was not measured. */
  public OptionalDouble accuracy() {
    return metric(ACCURACY);
  }

  /** A metric by its name; empty if it was not measured or is not finite. */
  public OptionalDouble metric(String name) {
    Double value = metrics.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
