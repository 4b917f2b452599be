package dev.rondo.rounds.state;

import dev.rondo.protocol.training.TrainingSettings;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What one round's clients do otherwise than the job's configuration says. Goes into the round's
 * plan; a round that has a plan already keeps it.
 *
 * @param epochs passes over a client's examples, 1 to 1,000,000; empty = as configured
 * @param learningRate step size, above 0 and at most 1000; empty = as configured
 */
public record TrainingOverrides(OptionalInt epochs, OptionalDouble learningRate) {

  private static final int MAX_EPOCHS = 1_000_000;
  private static final double MAX_LEARNING_RATE = 1000;

  public TrainingOverrides {
    if (epochs.isPresent() && (epochs.getAsInt() < 1 || epochs.getAsInt() > MAX_EPOCHS)) {
      throw new IllegalArgumentException(
          "epochs is 1 to " + MAX_EPOCHS + ", not " + epochs.getAsInt());
    }
    double rate = learningRate.orElse(1);
    if (!(rate > 0 && rate <= MAX_LEARNING_RATE)) {
      throw new IllegalArgumentException("learning_rate is above 0 and at most 1000, not " + rate);
    }
  }

  public static TrainingOverrides none() {
    return new TrainingOverrides(OptionalInt.empty(), OptionalDouble.empty());
  }

  /** The settings with these instead of their own. */
  public TrainingSettings appliedTo(TrainingSettings settings) {
    return new TrainingSettings(
        epochs.orElse(settings.epochs()),
        settings.batchSize(),
        learningRate.orElse(settings.learningRate()),
        settings.momentum(),
        settings.proxMu(),
        settings.clip());
  }
}
