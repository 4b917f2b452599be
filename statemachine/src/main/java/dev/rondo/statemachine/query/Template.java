package dev.rondo.statemachine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A JSON value of a definition in which every string <code>"{% ... %}"</code> is a JSONata
 * expression, at whatever depth. The expressions are parsed when the template is compiled.
 */
public final class Template {
  private interface Part {
    JsonNode evaluate(QueryScope scope);
  }

  private final Part root;
  private final boolean literal;
  private final List<Expression> expressions;

  private Template(Part root, List<Expression> expressions, boolean literal) {
    this.root = root;
    this.expressions = List.copyOf(expressions);
    this.literal = literal;
  }

  /**
   * Compiles a value.
   *
   * @param path where the value stands in its definition
   * @param problems is told (path, problem) of each expression that cannot be parsed
   */
  public static Template compile(JsonNode value, String path, BiConsumer<String, String> problems) {
    Compiler compiler = new Compiler(problems);
    Part root = compiler.part(value, path);
    return new Template(root, compiler.expressions, compiler.expressions.isEmpty());
  }

  /** Whether this string would be taken as an expression. */
  public static boolean isExpression(JsonNode value) {
    return value.isTextual() && value.textValue().startsWith("{%");
  }

  /** True if it holds no expression, so that it has the same value everywhere. */
  public boolean isLiteral() {
    return literal;
  }

  /** The expressions in it, in the order of the file. */
  public List<Expression> expressions() {
    return expressions;
  }

  /**
   * The value with each expression replaced by its result. Do not change the tree that comes back.
   *
   * @throws QueryException if an expression fails or gives undefined; names its place
   */
  public JsonNode evaluate(QueryScope scope) {
    return root.evaluate(scope);
  }

  private static final class Compiler {
    private final BiConsumer<String, String> problems;
    private final List<Expression> expressions = new ArrayList<>();

    Compiler(BiConsumer<String, String> problems) {
      this.problems = problems;
    }

    Part part(JsonNode value, String path) {
      int before = expressions.size();
      Part part = build(value, path);
      return expressions.size() == before ? scope -> value : part;
    }

    private Part build(JsonNode value, String path) {
      if (isExpression(value)) {
        return expression(value.textValue(), path);
      }
      if (value.isObject()) {
        Map<String, Part> fields = new LinkedHashMap<>();
        value
            .properties()
            .forEach(
                field ->
                    fields.put(
                        field.getKey(), part(field.getValue(), path + "/" + field.getKey())));
        return scope -> object(fields, scope);
      }
      if (value.isArray()) {
        List<Part> items = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
          items.add(part(value.get(i), path + "/" + i));
        }
        return scope -> array(items, scope);
      }
      return scope -> value;
    }

    private Part expression(String text, String path) {
      Consumer<String> problem = message -> problems.accept(path, message);
      if (!text.endsWith("%}") || text.length() < 4) {
        problem.accept("an expression starts with {% and ends with %}");
        return scope -> JsonNodeFactory.instance.textNode(text);
      }
      try {
        Expression expression = Expression.parse(text.substring(2, text.length() - 2).strip());
        expressions.add(expression);
        return scope -> at(path, expression, scope);
      } catch (QueryException e) {
        problem.accept(String.valueOf(e.getMessage()));
        return scope -> JsonNodeFactory.instance.textNode(text);
      }
    }
  }

  private static JsonNode at(String path, Expression expression, QueryScope scope) {
    try {
      return expression.evaluate(scope);
    } catch (QueryException e) {
      throw new QueryException(path + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode object(Map<String, Part> fields, QueryScope scope) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    fields.forEach((name, part) -> object.set(name, part.evaluate(scope)));
    return object;
  }

  private static JsonNode array(List<Part> items, QueryScope scope) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
    items.forEach(part -> array.add(part.evaluate(scope)));
    return array;
  }
}
