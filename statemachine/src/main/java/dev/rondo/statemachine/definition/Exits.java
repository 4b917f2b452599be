package dev.rondo.statemachine.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.statemachine.query.Expression;
import dev.rondo.statemachine.query.Template;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads Output, Assign, Next and End. */
final class Exits {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,79}");

  /** The parts of {@code $states} that some fields have and others do not. */
  enum Part {
    RESULT("result"),
    ERROR_OUTPUT("errorOutput");

    private final String field;

    Part(String field) {
      this.field = field;
    }
  }

  private Exits() {}

  /** An exit that must say where it goes: Next, or End = true. */
  static Exit regular(Fields fields, Part... parts) {
    Optional<String> next = fields.text("Next");
    boolean end = fields.flag("End");
    if (next.isPresent() == end) {
      fields.problem("Next", "a state has either Next or \"End\": true");
    }
    return exit(fields, "Next", next, parts);
  }

  /** An exit that goes on by Next. */
  static Exit onward(Fields fields, String nextField, Part... parts) {
    String next = fields.requiredText(nextField);
    return exit(fields, nextField, Optional.of(next), parts);
  }

  private static Exit exit(Fields fields, String nextField, Optional<String> next, Part... parts) {
    Optional<Template> output = fields.template("Output");
    Optional<Template> assign = fields.template("Assign");
    checkVariables(fields);
    output.ifPresent(template -> checkParts(fields, "Output", template, parts));
    assign.ifPresent(template -> checkParts(fields, "Assign", template, parts));
    return new Exit(fields.at(nextField), output, assign, next);
  }

  private static void checkVariables(Fields fields) {
    Optional<JsonNode> assign = fields.take("Assign");
    if (assign.isEmpty()) {
      return;
    }
    if (!assign.get().isObject()) {
      fields.problem("Assign", "must be an object: variable to value");
      return;
    }
    assign
        .get()
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!VARIABLE.matcher(name).matches() || name.equals("states")) {
                fields.problem("Assign/" + name, "is not a valid variable name");
              }
            });
  }

  /** A part of {@code $states} that does not exist at this field could only ever be undefined. */
  static void checkParts(Fields fields, String field, Template template, Part... parts) {
    Set<Part> missing = EnumSet.allOf(Part.class);
    Arrays.asList(parts).forEach(missing::remove);
    for (Expression expression : template.expressions()) {
      for (Part part : missing) {
        if (expression.states().contains(part.field)) {
          fields.problem(field, "$states." + part.field + " does not exist here");
        }
      }
    }
  }
}
