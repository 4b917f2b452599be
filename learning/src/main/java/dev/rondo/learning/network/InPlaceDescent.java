package dev.rondo.learning.network;

/**
 * A network that can take a step of plain gradient descent while it computes the gradient: the
 * product that makes a gradient is added to the weights at once, so the gradient is never in
 * memory.
 */
public interface InPlaceDescent {

  /**
   * Moves the weights by {@code -learningRate} times the mean gradient of the batch.
   *
   * @param features the examples, one after another; may be longer than the batch
   * @param labels their labels; may be longer than the batch
   * @param count the number of examples in the batch
   * @return the sum of the examples' cross-entropies before the step
   */
  double descend(float[] features, int[] labels, int count, double learningRate);
}
