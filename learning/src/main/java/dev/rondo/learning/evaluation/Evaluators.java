package dev.rondo.learning.evaluation;

import dev.rondo.learning.NativeSettings;
import dev.rondo.learning.model.Model;

/** Makes evaluators. */
public final class Evaluators {

  private Evaluators() {}

  /**
   * The evaluator of a model.
   *
   * @param threads how many threads of its own it uses; they end when they have been idle
   */
  public static Evaluator forModel(Model model, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("An evaluator needs at least one thread");
    }
    NativeSettings.apply();
    return new ParallelEvaluator(model, threads);
  }
}
