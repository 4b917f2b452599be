package dev.rondo.learning.network;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A model's arithmetic on one thread, with its weights and gradients outside the Java heap, where
 * BLAS works on them without copies. It belongs to the thread that made it.
 *
 * <p>Weights and gradients lie in the network's own order, which need not be the layout's.
 */
public interface Network {

  /** Takes parameters in the layout's order. */
  void load(float[] parameters);

  /** Gives the parameters in the layout's order. */
  float[] parameters();

  /** The weights, in the network's own order; a step moves them in place. */
  FloatPointer weights();

  /** The mean gradient of the last batch, in the order of the weights. */
  FloatPointer gradients();

  /** The parts of the weights that gradients move; what is left out are running statistics. */
  List<Range> trained();

  /** Seeds what is random in training, such as dropout. */
  void seed(long seed);

  /**
   * Computes the gradient of the mean cross-entropy of a batch, plus the model's own
   * regularization, into {@link #gradients}.
   *
   * @param features the examples, one after another; may be longer than the batch
   * @param labels their labels; may be longer than the batch
   * @param count the number of examples in the batch
   * @return the sum (not the mean) of the examples' cross-entropies, without regularization
   */
  double backpropagate(float[] features, int[] labels, int count);

  /**
   * Computes class probabilities as in use (no dropout), [count, classes] in C order.
   *
   * @param features the examples, one after another; may be longer than the batch
   * @param count the number of examples
   * @param target receives the probabilities; at least {@code count x classes} long
   */
  void predict(float[] features, int count, float[] target);

  /**
   * A part of the weights.
   *
   * @param start its first index
   * @param length its length
   */
  record Range(int start, int length) {}
}
