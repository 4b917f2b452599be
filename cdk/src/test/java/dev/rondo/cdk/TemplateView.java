package dev.rondo.cdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A template with its intrinsic functions written as text: {@code <Store/Bucket>} for a reference,
 * {@code <Store/Bucket.Arn>} for an attribute, {@code <AWS::Region>} for what CloudFormation knows.
 * Resources go by their path in the app, without the stack.
 */
public final class TemplateView {

  private final JsonNode template;
  private final Map<String, JsonNode> byPath = new TreeMap<>();
  private final Map<String, String> paths = new LinkedHashMap<>();

  TemplateView(JsonNode template) {
    this.template = template;
    template
        .get("Resources")
        .properties()
        .forEach(
            entry -> {
              String path = entry.getValue().path("Metadata").path("aws:cdk:path").asText();
              String shown =
                  path.isEmpty()
                      ? entry.getKey()
                      : path.replaceFirst("^[^/]+/", "").replaceFirst("/Resource$", "");
              byPath.put(shown, entry.getValue());
              paths.put(entry.getKey(), shown);
            });
  }

  /** The whole template. */
  public JsonNode json() {
    return template.deepCopy();
  }

  /** The resources of a type, by path. */
  public Map<String, JsonNode> ofType(String type) {
    return byPath.entrySet().stream()
        .filter(entry -> entry.getValue().get("Type").asText().equals(type))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                e -> e.getValue().path("Properties"),
                (a, b) -> a,
                TreeMap::new));
  }

  /** Where the resources are. */
  public Set<String> paths() {
    return Set.copyOf(byPath.keySet());
  }

  public JsonNode resource(String path) {
    JsonNode resource = byPath.get(path);
    if (resource == null) {
      throw new AssertionError("There is no " + path);
    }
    return resource;
  }

  public JsonNode properties(String path) {
    return resource(path).path("Properties");
  }

  public JsonNode outputs() {
    return template.path("Outputs");
  }

  /** Every policy statement: of roles, and of policies attached to roles. By the role's path. */
  public Map<String, List<JsonNode>> roleStatements() {
    Map<String, List<JsonNode>> statements = new TreeMap<>();
    ofType("AWS::IAM::Role")
        .forEach(
            (path, role) -> {
              List<JsonNode> all = statements.computeIfAbsent(path, p -> new ArrayList<>());
              role.path("Policies")
                  .forEach(p -> p.get("PolicyDocument").get("Statement").forEach(all::add));
            });
    ofType("AWS::IAM::Policy")
        .forEach(
            (path, policy) ->
                policy
                    .get("PolicyDocument")
                    .get("Statement")
                    .forEach(s -> statements.computeIfAbsent(path, p -> new ArrayList<>()).add(s)));
    return statements;
  }

  /** The policies of a role, as text: {@code Allow s3:GetObject on <Store/Bucket.Arn>/jobs/*}. */
  public List<String> statementsOf(String role) {
    List<String> shown = new ArrayList<>();
    for (JsonNode policy : properties(role).path("Policies")) {
      for (JsonNode statement : policy.get("PolicyDocument").get("Statement")) {
        shown.addAll(statement(statement));
      }
    }
    return shown;
  }

  /** A line for each action and resource of a statement. */
  public List<String> statement(JsonNode statement) {
    List<String> lines = new ArrayList<>();
    for (String action : texts(statement.get("Action"))) {
      for (String resource : texts(statement.get("Resource"))) {
        String condition =
            statement.has("Condition") ? " if " + text(statement.get("Condition")) : "";
        lines.add(statement.get("Effect").asText() + " " + action + " on " + resource + condition);
      }
    }
    return lines;
  }

  /** One text or several. */
  public List<String> texts(JsonNode node) {
    if (node.isArray()) {
      List<String> all = new ArrayList<>();
      node.forEach(item -> all.add(text(item)));
      return all;
    }
    return List.of(text(node));
  }

  /** A value as text. */
  public String text(JsonNode node) {
    if (node.has("Ref")) {
      return "<" + name(node.get("Ref").asText()) + ">";
    }
    if (node.has("Fn::GetAtt")) {
      JsonNode part = node.get("Fn::GetAtt");
      return "<" + name(part.get(0).asText()) + "." + part.get(1).asText() + ">";
    }
    if (node.has("Fn::ImportValue")) {
      return "<" + imported(node.get("Fn::ImportValue").asText()) + ">";
    }
    if (node.has("Fn::Sub")) {
      return node.get("Fn::Sub").asText().replaceAll("\\$\\{([^}]*)}", "<$1>");
    }
    if (node.has("Fn::Base64")) {
      return text(node.get("Fn::Base64"));
    }
    if (node.has("Fn::Join")) {
      String separator = node.get("Fn::Join").get(0).asText();
      return texts(node.get("Fn::Join").get(1)).stream().collect(Collectors.joining(separator));
    }
    if (node.isObject()) {
      Map<String, String> sorted = new TreeMap<>();
      node.properties().forEach(entry -> sorted.put(entry.getKey(), text(entry.getValue())));
      return sorted.toString();
    }
    return node.isArray() ? texts(node).toString() : node.asText();
  }

  private String name(String logicalId) {
    return paths.getOrDefault(logicalId, logicalId);
  }

  /** CDK names an export for what it is the value of. */
  private static String imported(String export) {
    return "import "
        + export.replaceFirst(".*ExportsOutput(FnGetAtt|Ref)", "").replaceFirst("[0-9A-F]{8}$", "");
  }
}
