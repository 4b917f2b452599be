package dev.rondo.protocol.training;

import java.util.OptionalDouble;

/**
 * The result of local training.
 *
 * @param delta new parameters minus base parameters, in the layout's order; not copied
 * @param examples the number of examples trained on (each counts once, whatever the epochs)
 * @param trainLoss mean loss over the last epoch's examples, each measured before its step; empty
 *     if the trainer does not tell
 */
public record LocalResult(float[] delta, long examples, OptionalDouble trainLoss) {

  /** A result with a known loss. */
  public LocalResult(float[] delta, long examples, double trainLoss) {
    this(delta, examples, OptionalDouble.of(trainLoss));
  }
}
