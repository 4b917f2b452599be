package dev.rondo.learning.data;

/**
 * A data set in its two parts, which have the same shape and the same classes.
 *
 * @param train what is split over the clients
 * @param test what the global model is evaluated on
 */
public record TrainTest(Dataset train, Dataset test) {

  public TrainTest {
    if (!train.exampleShape().equals(test.exampleShape())) {
      throw new IllegalArgumentException(
          "Training examples have the shape "
              + train.exampleShape()
              + " and test examples "
              + test.exampleShape());
    }
  }
}
