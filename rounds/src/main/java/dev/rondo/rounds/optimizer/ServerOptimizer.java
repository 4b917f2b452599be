package dev.rondo.rounds.optimizer;

import java.util.List;

/**
 * How a round's mean update moves the global model. It works element by element, so a model of any
 * size can pass through it in blocks: {@link #step} must not care where a block begins or ends.
 */
public interface ServerOptimizer {

  /** Names of the vectors, as long as the model, that it keeps between rounds; often none. */
  default List<String> state() {
    return List.of();
  }

  /** What a state vector holds before the first round. */
  default double initialState(String name) {
    return 0;
  }

  /**
   * Moves one block, in place.
   *
   * @param parameters the global model's parameters; to be changed
   * @param delta the mean of the clients' updates
   * @param state one block for each name of {@link #state()}, in that order; to be changed
   * @param length how many numbers of each are meant
   */
  void step(double[] parameters, double[] delta, double[][] state, int length);

  /** The optimizer that a learning rate and a momentum ask for. */
  static ServerOptimizer of(double learningRate, double momentum) {
    return momentum == 0 ? new FedAvg(learningRate) : new ServerMomentum(learningRate, momentum);
  }
}
