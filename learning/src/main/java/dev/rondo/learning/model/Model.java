package dev.rondo.learning.model;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.network.Network;
import dev.rondo.protocol.input.InvalidInputException;
import java.util.List;

/** A classifier: its tensors, their first values, and a network to compute with them. */
public interface Model extends InitialModel {

  /** The shape of one example: {@code [channels, height, width]} or {@code [features]}. */
  List<Integer> inputShape();

  /** The number of outputs. */
  int classes();

  /** A new network for the calling thread. */
  Network newNetwork();

  /**
   * Checks that a data set suits the model.
   *
   * @throws InvalidInputException if its examples have another shape or it has more classes
   */
  default void checkFits(Dataset data) {
    if (!data.exampleShape().equals(inputShape())) {
      throw new InvalidInputException(
          String.format(
              "Model %s takes examples of the shape %s, the data has %s; use another model or data"
                  + " set",
              name(), inputShape(), data.exampleShape()));
    }
    if (data.classes() > classes()) {
      throw new InvalidInputException(
          String.format(
              "Model %s has %s outputs, the data has labels up to %s; use a model with %s outputs",
              name(), classes(), data.classes() - 1, data.classes()));
    }
  }
}
