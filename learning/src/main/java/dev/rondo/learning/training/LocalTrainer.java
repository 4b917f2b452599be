package dev.rondo.learning.training;

import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.TrainingSettings;

/**
 * Trains a model on one client's examples. A pure function: the same arguments give the same bits,
 * on any thread and beside any number of others.
 */
@FunctionalInterface
public interface LocalTrainer {

  /**
   * Trains for some epochs.
   *
   * @param base the parameters to start from, in the layout's order; not changed
   * @param data the client's examples, at least one
   * @param settings how to train
   * @param seed of the order of examples and of dropout
   * @return the change of the parameters
   * @throws IllegalArgumentException if data or parameters do not fit the model
   */
  LocalResult train(float[] base, Dataset data, TrainingSettings settings, long seed);
}
