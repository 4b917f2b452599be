package dev.rondo.rounds.state;

import dev.rondo.protocol.training.TrainingSettings;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Training settings of one round that override the job's configuration. They become part of the
 * round's plan; a plan that exists keeps its own.
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
          "epochs must be 1 to " + MAX_EPOCHS + ", but is " + epochs.getAsInt());
    }
    double rate = learningRate.orElse(1);
    if (!(rate > 0 && rate <= MAX_LEARNING_RATE)) {
      throw new IllegalArgumentException(
          "learning_rate must be above 0 and at most 1000, but is " + rate);
    }
  }

  public static TrainingOverrides none() {
    return new TrainingOverrides(OptionalInt.empty(), OptionalDouble.empty());
  }

  /** The settings with these overrides applied. */
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
