package dev.rondo.learning.evaluation;

import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.training.Evaluation;

/** Measures a model. The same arguments give the same bits, whatever the number of threads. */
@FunctionalInterface
public interface Evaluator {

  /**
   * Evaluates parameters on test data.
   *
   * @param parameters in the layout's order
   * @param test at least one example
   * @throws IllegalArgumentException if data or parameters do not fit the model
   */
  Evaluation evaluate(float[] parameters, Dataset test);
}
