package dev.rondo.statemachine.definition;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.rondo.statemachine.query.Template;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the states that call nothing: Choice, Wait, Pass, Succeed, Fail. */
final class SimpleStateReaders {
  private SimpleStateReaders() {}

  static State choice(String name, Fields fields) {
    List<State.Choice.Rule> rules = new ArrayList<>();
    List<Fields> all = ErrorRuleReader.list(fields, "Choices");
    if (all.isEmpty()) {
      fields.problem("Choices", "must be an array with at least one rule");
    }
    all.forEach(rule -> rules.add(rule(rule)));
    if (fields.take("Default").isEmpty()) {
      fields.problem("Default", "is missing: no rule may be true (States.NoChoiceMatched)");
      return new State.Choice(
          name,
          rules,
          new Exit(fields.path(), Optional.empty(), Optional.empty(), Optional.empty()));
    }
    return new State.Choice(name, rules, Exits.onward(fields, "Default"));
  }

  private static State.Choice.Rule rule(Fields fields) {
    fields.take("Comment");
    fields
        .take("Condition")
        .ifPresentOrElse(
            condition -> {
              if (!condition.isBoolean() && !Template.isExpression(condition)) {
                fields.problem("Condition", "must be an expression that gives true or false");
              }
            },
            () -> fields.problem("Condition", "is missing"));
    Template condition =
        fields
            .template("Condition")
            .orElseGet(
                () ->
                    Template.compile(
                        BooleanNode.FALSE, fields.at("Condition"), fields.problems()::add));
    Exits.checkParts(fields, "Condition", condition);
    Exit exit = Exits.onward(fields, "Next");
    fields.finish();
    return new State.Choice.Rule(condition, exit);
  }

  static State waiting(String name, Fields fields) {
    Optional<Template> seconds = fields.wholeTemplate("Seconds", 0, State.MAX_SECONDS);
    Optional<Template> timestamp = fields.textTemplate("Timestamp");
    fields
        .take("Timestamp")
        .filter(value -> value.isTextual() && !Template.isExpression(value))
        .ifPresent(value -> checkTimestamp(fields, value.textValue()));
    if (seconds.isPresent() == timestamp.isPresent()) {
      fields.problem("Seconds", "a Wait state has either Seconds or Timestamp");
    }
    Template until =
        seconds
            .or(() -> timestamp)
            .orElseGet(
                () -> Template.compile(IntNode.valueOf(0), fields.path(), fields.problems()::add));
    Exits.checkParts(fields, timestamp.isPresent() ? "Timestamp" : "Seconds", until);
    return new State.Wait(name, until, timestamp.isPresent(), Exits.regular(fields));
  }

  private static void checkTimestamp(Fields fields, String text) {
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeException e) {
      fields.problem("Timestamp", "must be a time such as 2026-03-14T01:59:00Z");
    }
  }

  static State pass(String name, Fields fields) {
    return new State.Pass(name, Exits.regular(fields));
  }

  static State succeed(String name, Fields fields) {
    Optional<Template> output = fields.template("Output");
    output.ifPresent(template -> Exits.checkParts(fields, "Output", template));
    return new State.Succeed(name, output);
  }

  static State fail(String name, Fields fields) {
    Optional<Template> error = fields.textTemplate("Error");
    Optional<Template> cause = fields.textTemplate("Cause");
    error.ifPresent(template -> Exits.checkParts(fields, "Error", template));
    cause.ifPresent(template -> Exits.checkParts(fields, "Cause", template));
    return new State.Fail(name, error, cause);
  }
}
