package dev.rondo.cli.command;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.RawSettings;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A whole Flower app as Rondo runs it: what its ServerApp means for a job, as {@code python3 -m
 * rondo flower-settings} says.
 *
 * @param strategy the class of its strategy; empty if its ServerApp is not used
 * @param settings of the job, by key
 * @param notices what of the app does not apply
 * @param refused why Rondo has no rule like that of the strategy, if it has none
 * @param records a file that tells the trainer how the messages of the app look
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record FlowerApp(
    Optional<String> strategy,
    Map<String, String> settings,
    List<String> notices,
    Optional<String> refused,
    Optional<String> records) {

  private static final String FLAG = "--flower";

  /** What the app says for a setting means nothing if the user chooses another of these. */
  private static final Map<Field<?>, List<Field<?>>> BELONGING =
      Map.of(
          JobFields.AGGREGATION,
          List.of(JobFields.MINIMUM),
          JobFields.FRACTION,
          List.of(JobFields.MINIMUM),
          JobFields.SERVER_OPTIMIZER,
          List.of(
              JobFields.SERVER_LEARNING_RATE,
              JobFields.SERVER_MOMENTUM,
              JobFields.SERVER_BETA1,
              JobFields.SERVER_BETA2,
              JobFields.SERVER_TAU));

  FlowerApp {
    settings = Map.copyOf(settings);
    notices = List.copyOf(notices);
  }

  /**
   * The settings of the app, and those of the user, which have precedence.
   *
   * @throws UserError if Rondo cannot aggregate as the app does, and the user names no other way
   */
  RawSettings under(RawSettings given) {
    if (refused.isPresent() && given.text(JobFields.AGGREGATION.key()).isEmpty()) {
      throw new UserError(
          "Cannot run the app's strategy: %s Choose a rule of Rondo with --aggregation, such as --aggregation weighted."
              .formatted(refused.get()));
    }
    RawSettings all = RawSettings.empty();
    for (Map.Entry<String, String> setting : applied(given).entrySet()) {
      all = all.with(setting.getKey(), setting.getValue(), FLAG);
    }
    return all.merge(given);
  }

  /** The settings that the user has not overridden, in the order of the documentation. */
  private Map<String, String> applied(RawSettings given) {
    Set<String> overridden = new HashSet<>();
    for (Field<?> field : JobFields.SCHEMA.fields()) {
      if (given.text(field.key()).isPresent()) {
        overridden.add(field.key());
        BELONGING.getOrDefault(field, List.of()).forEach(other -> overridden.add(other.key()));
      }
    }
    Map<String, String> applied = new LinkedHashMap<>();
    JobFields.SCHEMA.fields().stream()
        .map(Field::key)
        .filter(key -> settings.containsKey(key) && !overridden.contains(key))
        .forEach(key -> applied.put(key, settings.get(key)));
    return applied;
  }

  /** Prints what is taken from the app. */
  void print(RawSettings given, PrintWriter out) {
    Facts lines = new Facts();
    strategy.ifPresent(name -> lines.add("  strategy", Text.oneLine(name)));
    applied(given).forEach((key, value) -> lines.add("  " + key, Text.oneLine(value)));
    if (!settings.isEmpty()) {
      out.println("From the Flower app:");
      lines.print(out);
    }
  }

  /** Adds what is taken from the app to a summary, as the object {@code flower}. */
  void describe(RawSettings given, ObjectNode summary) {
    ObjectNode app = summary.putObject("flower");
    strategy.ifPresent(name -> app.put("strategy", name));
    applied(given).forEach(app::put);
  }
}
