package dev.rondo.learning.data;

import dev.rondo.protocol.input.InvalidInputException;

/**
 * A data set in its two parts, which have the same shape and the same classes.
 *
 * @param train what is split over the clients
 * @param test what the global model is evaluated on
 */
public record TrainTest(Dataset train, Dataset test) {

  public TrainTest {
    if (!train.exampleShape().equals(test.exampleShape())) {
      throw new InvalidInputException(
          "Training examples have the shape "
              + train.exampleShape()
              + " and test examples "
              + test.exampleShape());
    }
  }
}
