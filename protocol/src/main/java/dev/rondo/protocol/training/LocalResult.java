package dev.rondo.protocol.training;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of local training.
 *
 * @param delta new parameters minus base parameters, in the layout's order; not copied
 * @param examples the number of examples trained on (each counts once, whatever the epochs)
 * @param trainLoss mean loss over the last epoch's examples, each measured before its step; empty
 *     if the trainer does not tell
 * @param measured what the client measured of the base version on examples that it holds out; empty
 *     if it did not
 */
public record LocalResult(
    float[] delta, long examples, OptionalDouble trainLoss, Optional<Measurement> measured) {

  /** A result without a measurement. */
  public LocalResult(float[] delta, long examples, OptionalDouble trainLoss) {
    this(delta, examples, trainLoss, Optional.empty());
  }

  /** A result with a known loss and without a measurement. */
  public LocalResult(float[] delta, long examples, double trainLoss) {
    this(delta, examples, OptionalDouble.of(trainLoss));
  }

  /** The result of a client that only measures: a delta without numbers, and no training loss. */
  public static LocalResult measured(Measurement measurement) {
    return new LocalResult(
        new float[0], measurement.examples(), OptionalDouble.empty(), Optional.of(measurement));
  }
}
