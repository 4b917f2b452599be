package dev.rondo.statemachine.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.statemachine.query.Template;
import java.util.Optional;
import java.util.Set;

/** Reads a Map state, and the flow inside. */
final class MapReader {
  private MapReader() {}

  /**
   * @param outer the variables of the flows around it, which the inside can read but not set
   */
  static State read(String name, Fields fields, Set<String> outer) {
    fields
        .take("Items")
        .filter(items -> !items.isArray() && !Template.isExpression(items))
        .ifPresent(items -> fields.problem("Items", "must be an array, or an expression"));
    Optional<Template> items = fields.template("Items");
    items.ifPresent(template -> Exits.checkParts(fields, "Items", template));
    Optional<Template> selector = fields.template("ItemSelector");
    selector.ifPresent(template -> Exits.checkParts(fields, "ItemSelector", template));
    Optional<Template> concurrency = fields.wholeTemplate("MaxConcurrency", 0, State.MAX_SECONDS);
    ErrorRules errors = ErrorRuleReader.read(fields);
    Exit exit = Exits.regular(fields, Exits.Part.RESULT);
    Flow processor = processor(fields, outer);
    return new State.MapState(name, items, selector, concurrency, processor, errors, exit);
  }

  private static Flow processor(Fields state, Set<String> outer) {
    JsonNode node =
        state
            .take("ItemProcessor")
            .orElseGet(
                () -> {
                  state.problem("ItemProcessor", "is missing");
                  return JsonNodeFactory.instance.objectNode();
                });
    Fields fields = new Fields(node, state.at("ItemProcessor"), state.problems());
    fields.take("Comment");
    fields
        .take("ProcessorConfig")
        .ifPresent(
            config -> {
              Fields inner = new Fields(config, fields.at("ProcessorConfig"), fields.problems());
              if (!inner.text("Mode").orElse("INLINE").equals("INLINE")) {
                inner.problem("Mode", "only INLINE is supported");
              }
              inner.finish();
            });
    Flow flow = FlowReader.read(fields, outer);
    fields.finish();
    return flow;
  }
}
