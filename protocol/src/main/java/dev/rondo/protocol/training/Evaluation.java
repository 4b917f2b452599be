package dev.rondo.protocol.training;

import java.util.List;

/**
 * How well a model does on a test set.
 *
 * @param examples the number of test examples
 * @param loss mean cross-entropy (natural logarithm)
 * @param accuracy share of examples whose highest output is their label
 * @param classAccuracy the same within each class, by label; NaN for a class without examples
 */
public record Evaluation(long examples, double loss, double accuracy, List<Double> classAccuracy) {

  public Evaluation {
    classAccuracy = List.copyOf(classAccuracy);
  }
}
