package dev.rondo.statemachine.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.statemachine.query.Template;
import java.util.Optional;
import java.util.TreeSet;

/** Reads a Task state. */
final class TaskReader {
  private TaskReader() {}

  static State read(String name, Fields fields) {
    String arn = fields.requiredText("Resource");
    Optional<TaskResource> known = TaskResource.of(arn);
    if (known.isEmpty() && !arn.isEmpty()) {
      fields.problem("Resource", arn + " is not supported; known: " + TaskResource.known());
    }
    TaskResource resource = known.orElse(TaskResource.LAMBDA);
    JsonNode given =
        fields.take("Arguments").orElseGet(() -> JsonNodeFactory.instance.objectNode());
    Template arguments = Template.compile(given, fields.at("Arguments"), fields.problems()::add);
    Exits.checkParts(fields, "Arguments", arguments);
    if (known.isPresent()) {
      checkArguments(fields, resource, given, arguments);
    }
    Optional<Template> timeout = fields.wholeTemplate("TimeoutSeconds", 1, State.MAX_SECONDS);
    timeout.ifPresent(template -> Exits.checkParts(fields, "TimeoutSeconds", template));
    ErrorRules errors = ErrorRuleReader.read(fields);
    Exit exit = Exits.regular(fields, Exits.Part.RESULT);
    return new State.Task(name, resource, arguments, timeout, errors, exit);
  }

  private static void checkArguments(
      Fields fields, TaskResource resource, JsonNode given, Template arguments) {
    if (!given.isObject()) {
      fields.problem("Arguments", "must be an object, with expressions as values");
      return;
    }
    Fields names = new Fields(given, fields.at("Arguments"), fields.problems());
    new TreeSet<>(resource.arguments()).forEach(names::take);
    names.textTemplate(resource.required());
    names.textTemplate("Name");
    names.finish();
    if (!given.has(resource.required())) {
      fields.problem("Arguments/" + resource.required(), "is missing");
    }
    boolean token =
        arguments.expressions().stream()
            .anyMatch(expression -> expression.source().contains("Task.Token"));
    if (resource == TaskResource.LAMBDA_WITH_TOKEN && !token) {
      fields.problem("Arguments", "must pass $states.context.Task.Token to the function");
    }
  }
}
