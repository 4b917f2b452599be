package dev.rondo.statemachine.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.statemachine.definition.ErrorRules.Catcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads Retry and Catch. */
final class ErrorRuleReader {
  private ErrorRuleReader() {}

  static ErrorRules read(Fields state) {
    List<RetryRule> retriers = new ArrayList<>();
    List<Catcher> catchers = new ArrayList<>();
    List<Fields> retry = list(state, "Retry");
    for (int i = 0; i < retry.size(); i++) {
      retriers.add(retrier(retry.get(i), i == retry.size() - 1));
    }
    List<Fields> rules = list(state, "Catch");
    for (int i = 0; i < rules.size(); i++) {
      catchers.add(catcher(rules.get(i), i == rules.size() - 1));
    }
    return new ErrorRules(retriers, catchers);
  }

  static List<Fields> list(Fields state, String field) {
    List<Fields> all = new ArrayList<>();
    Optional<JsonNode> value = state.take(field);
    if (value.isPresent() && !value.get().isArray()) {
      state.problem(field, "must be an array");
      return all;
    }
    value.ifPresent(
        array -> {
          for (int i = 0; i < array.size(); i++) {
            all.add(new Fields(array.get(i), state.at(field) + "/" + i, state.problems()));
          }
        });
    return all;
  }

  private static RetryRule retrier(Fields fields, boolean last) {
    fields.take("Comment");
    ErrorNames errors = errors(fields, last);
    long interval = fields.whole("IntervalSeconds", 1, State.MAX_SECONDS).orElse(1);
    long attempts = fields.whole("MaxAttempts", 0, State.MAX_SECONDS).orElse(3);
    double backoff = fields.number("BackoffRate", 1).orElse(2);
    OptionalLong maxDelay =
        fields.whole("MaxDelaySeconds", interval + 1, RetryRule.LONGEST_DELAY - 1);
    String jitter = fields.text("JitterStrategy").orElse("NONE");
    if (!jitter.equals("FULL") && !jitter.equals("NONE")) {
      fields.problem("JitterStrategy", "must be FULL or NONE");
    }
    fields.finish();
    return new RetryRule(errors, interval, attempts, backoff, maxDelay, jitter.equals("FULL"));
  }

  private static Catcher catcher(Fields fields, boolean last) {
    fields.take("Comment");
    ErrorNames errors = errors(fields, last);
    Exit exit = Exits.onward(fields, "Next", Exits.Part.ERROR_OUTPUT);
    fields.finish();
    return new Catcher(errors, exit);
  }

  private static ErrorNames errors(Fields fields, boolean last) {
    List<String> names = new ArrayList<>();
    JsonNode list = fields.take("ErrorEquals").orElse(null);
    if (list == null || !list.isArray() || list.isEmpty()) {
      fields.problem("ErrorEquals", "must be an array with at least one error name");
      return new ErrorNames(names);
    }
    for (JsonNode name : list) {
      if (!name.isTextual()) {
        fields.problem("ErrorEquals", "must hold error names");
      }
      names.add(name.asText());
    }
    names.forEach(name -> checkName(fields, name));
    if (names.contains(ErrorNames.ALL) && (names.size() > 1 || !last)) {
      fields.problem("ErrorEquals", "States.ALL stands alone, and in the last rule");
    }
    return new ErrorNames(names);
  }

  private static void checkName(Fields fields, String name) {
    if (name.equals(ErrorNames.RUNTIME)) {
      fields.problem("ErrorEquals", "States.Runtime always fails the execution");
    } else if (name.startsWith("States.") && !ErrorNames.RESERVED.contains(name)) {
      fields.problem("ErrorEquals", name + " is none of the errors that can happen here");
    }
  }
}
