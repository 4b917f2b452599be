package dev.rondo.statemachine.query;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON trees to the lists and maps that the JSONata library works on, and back. */
final class Values {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Values() {}

  /** A fresh copy, because the library may add to lists that it is given. */
  static Object toJava(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        node.properties().forEach(field -> map.put(field.getKey(), toJava(field.getValue())));
        return map;
      }
      case ARRAY -> {
        List<Object> list = new ArrayList<>(node.size());
        node.forEach(item -> list.add(toJava(item)));
        return list;
      }
      case STRING -> {
        return node.textValue();
      }
      case BOOLEAN -> {
        return node.booleanValue();
      }
      case NUMBER -> {
        return number(node);
      }
      case NULL -> {
        // The library reads a Java null as undefined, so JSON's null needs its own value.
        return Jsonata.NULL_VALUE;
      }
      default -> throw new IllegalArgumentException("not a JSON value: " + node.getNodeType());
    }
  }

  private static Number number(JsonNode node) {
    if (node.isInt()) {
      return node.intValue();
    }
    return node.isLong() ? (Number) node.longValue() : (Number) node.doubleValue();
  }

  /** Throws {@link QueryException} for what JSON cannot hold: functions, NaN, infinities. */
  static JsonNode toJson(@Nullable Object value) {
    if (value == null || value == Jsonata.NULL_VALUE) {
      return JSON.nullNode();
    }
    if (value instanceof String text) {
      return JSON.textNode(text);
    }
    if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    }
    if (value instanceof Number number) {
      return toJson(number);
    }
    if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode(list.size());
      list.forEach(item -> array.add(toJson(item)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JSON.objectNode();
      map.forEach((key, item) -> object.set(String.valueOf(key), toJson(item)));
      return object;
    }
    throw new QueryException("the result is a function, which JSON cannot hold");
  }

  private static JsonNode toJson(Number number) {
    if (number instanceof Integer || number instanceof Long) {
      long whole = number.longValue();
      return whole == (int) whole ? JSON.numberNode((int) whole) : JSON.numberNode(whole);
    }
    double real = number.doubleValue();
    if (!Double.isFinite(real)) {
      throw new QueryException("the result is " + real + ", which JSON cannot hold");
    }
    // As JavaScript prints it: 2.0 is 2.
    return real == Math.rint(real) && Math.abs(real) < 1e15
        ? toJson((Number) (long) real)
        : JSON.numberNode(real);
  }
}
