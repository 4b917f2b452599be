package dev.rondo.rounds.state;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What the input of an execution changes for its round: training settings that override the job's
 * configuration, or that clients only measure a version. It becomes part of the round's plan; a
 * plan that exists keeps its own.
 *
 * @param epochs passes over a client's examples; empty = as configured
 * @param learningRate step size of SGD; empty = as configured
 * @param task what clients do
 * @param version the version that they only measure; empty = the job's newest one
 */
public record TrainingOverrides(
    OptionalInt epochs, OptionalDouble learningRate, RoundTask task, OptionalInt version) {

  public TrainingOverrides {
    epochs.ifPresent(value -> check(JobFields.EPOCHS, value));
    learningRate.ifPresent(value -> check(JobFields.LEARNING_RATE, value));
    if (task == RoundTask.TRAIN && version.isPresent()) {
      throw new InvalidInputException(
          "version applies to the task evaluate only: a training starts from the newest version. To"
              + " train from an older one, roll back with: rondo model rollback");
    }
  }

  /** Settings of a round in which clients train. */
  public TrainingOverrides(OptionalInt epochs, OptionalDouble learningRate) {
    this(epochs, learningRate, RoundTask.TRAIN, OptionalInt.empty());
  }

  /**
   * A round that only measures.
   *
   * @param version the version; empty = the job's newest one
   */
  public static TrainingOverrides evaluate(OptionalInt version) {
    return new TrainingOverrides(
        OptionalInt.empty(), OptionalDouble.empty(), RoundTask.EVALUATE, version);
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
