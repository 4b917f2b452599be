package dev.rondo.cdk.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Kubernetes manifests with their placeholders filled in. The files use {@code ${NAME}}, so they
 * also work with {@code envsubst} and {@code kubectl apply}.
 *
 * @param objects what they describe, in their order
 */
record Manifests(List<Map<String, Object>> objects) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

  Manifests {
    objects = List.copyOf(objects);
  }

  /**
   * @throws IllegalArgumentException when a file asks for a value that is not given
   */
  static Manifests read(List<Path> files, Map<String, ?> values) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Path file : files) {
      for (Object document :
          new Load(LoadSettings.builder().build()).loadAllFromString(text(file))) {
        if (document != null) {
          objects.add(filled(file, document, values));
        }
      }
    }
    return new Manifests(objects);
  }

  /** The name of the only object of this kind. */
  String nameOf(String kind) {
    List<String> names =
        objects.stream()
            .filter(object -> kind.equals(object.get("kind")))
            .map(object -> object.get("metadata"))
            .filter(metadata -> metadata instanceof Map<?, ?>)
            .map(metadata -> String.valueOf(((Map<?, ?>) metadata).get("name")))
            .toList();
    if (names.size() != 1) {
      throw new IllegalStateException(
          "The manifests must contain one " + kind + ", but contain " + names.size());
    }
    return names.get(0);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> filled(Path file, Object document, Map<String, ?> values) {
    return (Map<String, Object>) fill(file, document, values);
  }

  private static Object fill(Path file, Object node, Map<String, ?> values) {
    if (node instanceof Map<?, ?> map) {
      Map<String, Object> filled = new java.util.LinkedHashMap<>();
      map.forEach((key, value) -> filled.put(String.valueOf(key), fill(file, value, values)));
      return filled;
    }
    if (node instanceof List<?> list) {
      return list.stream().map(item -> fill(file, item, values)).toList();
    }
    return node instanceof String text ? fillText(file, text, values) : node;
  }

  /** A placeholder that is the whole value keeps its type, so a number stays a number. */
  private static Object fillText(Path file, String text, Map<String, ?> values) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    if (matcher.matches()) {
      return value(file, matcher.group(1), values);
    }
    return matcher.replaceAll(
        found -> Matcher.quoteReplacement(String.valueOf(value(file, found.group(1), values))));
  }

  private static Object value(Path file, String name, Map<String, ?> values) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          file.getFileName() + " uses ${" + name + "}, which is not one of " + values.keySet());
    }
    return value;
  }
}
