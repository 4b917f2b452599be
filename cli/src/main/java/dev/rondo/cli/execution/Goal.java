package dev.rondo.cli.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import java.util.List;

/**
 * The settings of a job that say how long it trains, as far as a command changes them.
 *
 * @param settings of which only the given ones count
 */
public record Goal(Values settings) {

  /** The settings. */
  public static final List<Field<?>> FIELDS =
      List.of(
          JobFields.ROUNDS,
          JobFields.TARGET_ACCURACY,
          JobFields.TARGET_METRIC,
          JobFields.TARGET_VALUE);

  /** Changes a configuration. The target accuracy replaces another target. */
  void putInto(ObjectNode json) {
    settings.given(JobFields.ROUNDS).ifPresent(n -> json.put(JobFields.ROUNDS.key(), n));
    settings
        .given(JobFields.TARGET_ACCURACY)
        .ifPresent(
            accuracy -> {
              json.put(JobFields.TARGET_ACCURACY.key(), accuracy);
              json.put(JobFields.TARGET_METRIC.key(), JobFields.TARGET_METRIC.defaultText());
              json.put(JobFields.TARGET_VALUE.key(), accuracy > 0 ? accuracy.toString() : "none");
            });
    for (Field<?> field : List.of(JobFields.TARGET_METRIC, JobFields.TARGET_VALUE)) {
      settings.given(field).ifPresent(value -> json.put(field.key(), settings.text(field)));
    }
  }
}
