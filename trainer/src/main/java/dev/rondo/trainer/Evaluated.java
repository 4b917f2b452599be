package dev.rondo.trainer;

import java.util.Map;

/**
 * How well a model does, by a trainer.
 *
 * @param examples number of examples
 * @param metrics numbers by name, NaN for one that is not finite; {@code loss}, {@code accuracy} or
 *     both are among them
 */
public record Evaluated(long examples, Map<String, Double> metrics) {

  public Evaluated {
    metrics = Map.copyOf(metrics);
  }
}
