package dev.rondo.rounds.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes configurations of raw settings, and says what settings there are. */
public final class JobConfigs {

  private JobConfigs() {}

  /** All settings in the order of {@link JobConfig}'s components. */
  public static List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    Fields.ALL.forEach(field -> settings.add(field.setting()));
    return List.copyOf(settings);
  }

  /**
   * The configuration that the settings describe, with defaults where they are silent.
   *
   * @throws InvalidConfigException with every problem that there is
   */
  public static JobConfig resolve(Settings settings) {
    List<Problem> problems = new ArrayList<>(settings.problems());
    Set<String> unknown = new HashSet<>(settings.unreadable().keySet());
    problems.addAll(unknownKeys(settings, unknown));
    Values values = new Values();
    for (Field<?> field : Fields.ALL) {
      Settings.Entry entry = settings.entries().get(field.key());
      if (entry != null) {
        field
            .read(entry.value(), entry.place(), values)
            .ifPresent(
                problem -> {
                  problems.add(problem);
                  unknown.add(field.key());
                });
      }
      if (!values.has(field) && !field.equals(Fields.JOB)) {
        field.fallBack(values);
      }
    }
    boolean quorumFollows = !settings.entries().containsKey(Fields.QUORUM.key());
    if (quorumFollows && !Collections.disjoint(unknown, Fields.SIZES)) {
      unknown.add(Fields.QUORUM.key());
    }
    if (settings.complete()) {
      problems.addAll(Rules.check(values, unknown, field -> place(settings, field)));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    if (!values.has(Fields.JOB)) {
      Fields.JOB.fallBack(values);
    }
    return config(values);
  }

  private static String place(Settings settings, Field<?> field) {
    Settings.Entry entry = settings.entries().get(field.key());
    return entry == null ? field.key() : entry.place();
  }

  /** What is no setting; the ones that were probably meant count as set to something unknown. */
  private static List<Problem> unknownKeys(Settings settings, Set<String> meant) {
    List<String> known = Fields.ALL.stream().map(Field::key).toList();
    List<Problem> problems = new ArrayList<>();
    Map<String, String> places = new LinkedHashMap<>(settings.unreadable());
    settings.entries().forEach((key, entry) -> places.put(key, entry.place()));
    for (Map.Entry<String, String> entry : places.entrySet()) {
      String key = entry.getKey();
      if (known.contains(key)) {
        continue;
      }
      Optional<String> closest = Spelling.closest(key, known);
      closest.ifPresent(meant::add);
      problems.add(unknownKey(key, entry.getValue(), closest, known));
    }
    return problems;
  }

  private static Problem unknownKey(
      String key, String place, Optional<String> closest, List<String> known) {
    boolean flag = place.startsWith("--");
    String what = flag ? "is no setting" : Field.shown(key) + " is no setting";
    return new Problem(
        place,
        closest
            .map(
                name ->
                    what + ": did you mean " + (flag ? "--" + name.replace('_', '-') : name) + "?")
            .orElse(what + "; the settings are " + String.join(", ", known)));
  }

  /** Reads what {@link JobConfig#toJson} wrote: every key once, nothing else, no other types. */
  static JobConfig fromJson(JsonNode json) {
    if (!json.isObject()) {
      throw new InvalidConfigException(
          List.of(new Problem("job.json", "must be a JSON object of settings")));
    }
    List<Problem> problems = new ArrayList<>();
    Settings settings = Settings.empty();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String place = entry.getKey().replaceAll("\\p{C}", "?");
      settings = settings.with(entry.getKey(), entry.getValue().asText(), place);
    }
    for (Field<?> field : Fields.ALL) {
      JsonNode node = json.get(field.key());
      if (node == null) {
        problems.add(new Problem(field.key(), "is missing: a frozen configuration has every key"));
      } else if (field.kind().isNumber() ? !node.isNumber() : !node.isTextual()) {
        problems.add(
            new Problem(
                field.key(),
                "must be "
                    + (field.kind().isNumber() ? "a JSON number" : "a JSON string")
                    + ", but is "
                    + Field.shown(node.toString())));
      }
    }
    if (problems.isEmpty()) {
      return resolve(settings);
    }
    problems.addAll(unknownKeys(settings, new HashSet<>()));
    throw new InvalidConfigException(problems);
  }

  /** Holds values that were made in code against the rules that hold for files. */
  static void check(List<Object> inOrder) {
    Values values = new Values();
    Set<String> wrong = new HashSet<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      Field<?> field = Fields.ALL.get(i);
      field
          .accept(inOrder.get(i), values)
          .ifPresent(
              problem -> {
                problems.add(problem);
                wrong.add(field.key());
              });
    }
    if (problems.isEmpty()) {
      problems.addAll(Rules.check(values, wrong, Field::key));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  private static JobConfig config(Values of) {
    return new JobConfig(
        of.get(Fields.JOB),
        of.get(Fields.MODEL),
        of.get(Fields.DATASET),
        of.get(Fields.SPLIT),
        of.get(Fields.CLIENTS),
        of.get(Fields.EXAMPLES_PER_CLIENT),
        of.get(Fields.FRACTION),
        of.get(Fields.ROUNDS),
        of.get(Fields.TARGET_ACCURACY),
        of.get(Fields.EPOCHS),
        of.get(Fields.BATCH_SIZE),
        of.get(Fields.LEARNING_RATE),
        of.get(Fields.MOMENTUM),
        of.get(Fields.PROX_MU),
        of.get(Fields.CLIP),
        of.get(Fields.SERVER_LEARNING_RATE),
        of.get(Fields.SERVER_MOMENTUM),
        of.get(Fields.AGGREGATION),
        of.get(Fields.QUORUM),
        of.get(Fields.MINIMUM),
        of.get(Fields.OVER_SELECTION),
        of.get(Fields.DEADLINE_SECONDS),
        of.get(Fields.MAX_UPDATE_NORM),
        of.get(Fields.CLIP_UPDATE_NORM),
        of.get(Fields.SEED),
        of.get(Fields.EVALUATE_EVERY),
        of.get(Fields.DROP_OUT),
        of.get(Fields.STRAGGLERS));
  }
}
