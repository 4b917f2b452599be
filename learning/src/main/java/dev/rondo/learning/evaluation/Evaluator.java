package dev.rondo.learning.evaluation;

import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.training.Evaluation;

/**
 * Measures a model on test data. It runs on the server after each version that is due for
 * evaluation. The same arguments give the same bits on any number of threads.
 */
@FunctionalInterface
public interface Evaluator {

  /**
   * Evaluates parameters on test data.
   *
   * @param parameters one float for each parameter, in the layout's order
   * @param test at least one example
   * @return loss and accuracy, over all examples and for each class
   * @throws IllegalArgumentException if the data or the parameters do not fit the model
   */
  Evaluation evaluate(float[] parameters, Dataset test);
}
