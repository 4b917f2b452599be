package dev.rondo.statemachine.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills <code>${Name}</code> as CloudFormation's DefinitionSubstitutions do. */
final class Substitutions {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9_]+)}");

  private final Map<String, String> values;
  private final Problems problems;

  Substitutions(Map<String, String> values, Problems problems) {
    this.values = Map.copyOf(values);
    this.problems = problems;
  }

  JsonNode fill(JsonNode node, String path) {
    if (node.isTextual()) {
      return JsonNodeFactory.instance.textNode(fill(node.textValue(), path));
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(node.size());
      for (int i = 0; i < node.size(); i++) {
        array.add(fill(node.get(i), path + "/" + i));
      }
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(f -> object.set(f.getKey(), fill(f.getValue(), path + "/" + f.getKey())));
      return object;
    }
    return node;
  }

  private String fill(String text, String path) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    return matcher.replaceAll(
        match -> {
          String name = match.group(1);
          if (!values.containsKey(name)) {
            problems.add(path, "nothing is given for ${" + name + "}");
            return Matcher.quoteReplacement(match.group());
          }
          return Matcher.quoteReplacement(String.valueOf(values.get(name)));
        });
  }
}
