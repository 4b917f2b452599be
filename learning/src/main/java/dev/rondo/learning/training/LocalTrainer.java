package dev.rondo.learning.training;

import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.TrainingSettings;

/**
 * Trains a model on the examples of one client. This is the only step of a round that sees training
 * data; it runs on the client's machine.
 *
 * <p>A trainer is a pure function: the same arguments give the same bits, on any thread and with
 * any number of other trainers running at the same time. Simulations depend on it to resume a run
 * bit-identically.
 */
@FunctionalInterface
public interface LocalTrainer {

  /**
   * Trains for the number of epochs in the settings.
   *
   * @param base parameters to start from, one float for each parameter in the layout's order; the
   *     trainer does not change the array
   * @param data the client's examples, at least one
   * @param settings epochs, batch size, learning rate and the rest of local SGD
   * @param seed for the order of the examples and for dropout
   * @return the update: new parameters minus base parameters, with the number of examples and the
   *     mean training loss
   * @throws IllegalArgumentException if the data or the parameters do not fit the model
   */
  LocalResult train(float[] base, Dataset data, TrainingSettings settings, long seed);
}
