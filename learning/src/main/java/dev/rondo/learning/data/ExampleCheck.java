package dev.rondo.learning.data;

import dev.rondo.protocol.input.InvalidInputException;

/** Finds the first example of a data set that nothing can be learned from. */
public final class ExampleCheck {

  private ExampleCheck() {}

  /**
   * Checks all examples.
   *
   * @param what the data, for the error, such as {@code training data}
   * @throws InvalidInputException with the index of the first example whose label is no class, or
   *     one of whose features is not finite
   */
  public static void check(Dataset data, String what) {
    float[] features = new float[data.exampleSize()];
    for (int i = 0; i < data.size(); i++) {
      checkLabel(data, i, what);
      data.features(i, features, 0);
      for (int k = 0; k < features.length; k++) {
        if (!Float.isFinite(features[k])) {
          throw new InvalidInputException(
              "Feature %s of example %s of the %s must be a finite number, but is %s"
                  .formatted(k, i, what, features[k]));
        }
      }
    }
  }

  /**
   * Checks one label.
   *
   * @throws InvalidInputException if it is no class
   */
  public static void checkLabel(Dataset data, int i, String what) {
    int label = data.label(i);
    if (label < 0 || label >= data.classes()) {
      throw new InvalidInputException(
          "The label of example %s of the %s must be 0 to %s, but is %s"
              .formatted(i, what, data.classes() - 1, label));
    }
  }
}
