package dev.rondo.rounds.state;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Training settings of one round that override the job's configuration. They become part of the
 * round's plan; a plan that exists keeps its own.
 *
 * @param epochs passes over a client's examples; empty = as configured
 * @param learningRate step size of SGD; empty = as configured
 */
public record TrainingOverrides(OptionalInt epochs, OptionalDouble learningRate) {

  public TrainingOverrides {
    epochs.ifPresent(value -> check(JobFields.EPOCHS, value));
    learningRate.ifPresent(value -> check(JobFields.LEARNING_RATE, value));
  }

  private static <T> void check(Field<T> field, T value) {
    String text = field.kind().text(value);
    if (field.kind().parse(text).isEmpty()) {
      throw new InvalidInputException(
          field.key() + " must be " + field.kind().bounds() + ", but is " + text);
    }
  }

  /** Those that the user gave. */
  public static TrainingOverrides of(Values settings) {
    return new TrainingOverrides(
        settings.given(JobFields.EPOCHS).map(OptionalInt::of).orElse(OptionalInt.empty()),
        settings
            .given(JobFields.LEARNING_RATE)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty()));
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
