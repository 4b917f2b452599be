package dev.rondo.rounds.optimizer;

import java.util.List;

/**
 * Applies the mean update of a round to the global model. This is where server-side algorithms such
 * as FedAvg, FedAvgM or FedAdam plug in.
 *
 * <p>An optimizer works element by element. Rondo calls {@link #step} with blocks of the parameter
 * vector, in any sizes and on several functions for large models, so the result must not depend on
 * where a block begins or ends, and the optimizer must keep no state in fields. Vectors that it
 * needs between rounds, such as a momentum, are declared by {@link #state()}; Rondo stores them
 * with each version, so a rollback restores them too.
 *
 * <p>{@code OwnServerOptimizer} in the examples implements one in a few lines.
 */
public interface ServerOptimizer {

  /**
   * Names of the vectors that the optimizer keeps between rounds. Each has one double for each
   * parameter of the model. Empty by default.
   */
  default List<String> state() {
    return List.of();
  }

  /** The value of every element of a state vector before the first round. */
  default double initialState(String name) {
    return 0;
  }

  /**
   * Updates one block of parameters and state in place.
   *
   * @param parameters parameters of the global model; changed by this call
   * @param delta mean of the clients' updates (new parameters minus base parameters)
   * @param state one block for each name of {@link #state()}, in that order; changed by this call
   * @param length number of elements to process in each array, from index 0
   */
  void step(double[] parameters, double[] delta, double[][] state, int length);
}
