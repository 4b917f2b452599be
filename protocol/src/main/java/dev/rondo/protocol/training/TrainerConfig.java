package dev.rondo.protocol.training;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings of a job that only its trainer knows: numbers, truth values and texts by name.
 *
 * <p>In documents they are a JSON object, and in settings a text such as {@code
 * lr=0.1,optimizer=adam}.
 */
public final class TrainerConfig {

  /** The most bytes of the JSON object: a plan stays small. */
  public static final int MOST_BYTES = 2048;

  /** How a name must look. */
  public static final String NAME_FORM = "[A-Za-z_][A-Za-z0-9_.-]{0,63}";

  public static final TrainerConfig NONE = new TrainerConfig(JsonNodeFactory.instance.objectNode());

  private static final Pattern NAME = Pattern.compile(NAME_FORM);

  /** The value of a pair: a text in quotation marks, or characters up to the next comma. */
  private static final Pattern PAIR =
      Pattern.compile(
          "\\s*(?<name>[^=,]*?)\\s*=\\s*(?<value>\"(?:[^\"\\\\]|\\\\.)*+\"|[^,\"]*?)\\s*(?<more>,|$)");

  /** Not a text without quotation marks: Python's True and .5, for example, are no JSON. */
  private static final Pattern LOOKS_LIKE_ANOTHER =
      Pattern.compile("\".*|[+-]?\\.?[0-9].*|(?i:true|false|none|null|[+-]?nan|[+-]?inf(inity)?)");

  /** A text that needs no quotation marks. */
  private static final Pattern PLAIN = Pattern.compile("[\\w./:@+-]*");

  private static final String PLACE = "The trainer's settings";

  private final ObjectNode sorted;

  private TrainerConfig(ObjectNode settings) {
    this.sorted = JsonNodeFactory.instance.objectNode();
    new TreeSet<>(settings.propertyStream().map(Map.Entry::getKey).toList())
        .forEach(name -> sorted.set(name, settings.get(name)));
  }

  /**
   * Reads a JSON object.
   *
   * @throws InvalidInputException if it has a value that is no scalar, or exceeds a limit
   */
  @JsonCreator
  public static TrainerConfig of(ObjectNode settings) {
    int bytes = Json.bytes(settings).length;
    if (bytes > MOST_BYTES) {
      throw new InvalidInputException(
          "%s must be at most %s bytes as JSON, but are %s".formatted(PLACE, MOST_BYTES, bytes));
    }
    settings
        .properties()
        .forEach(
            setting -> {
              if (!NAME.matcher(setting.getKey()).matches() || !isScalar(setting.getValue())) {
                throw new InvalidInputException(
                    "%s must be finite numbers, texts, true or false, with names like %s"
                        .formatted(PLACE, NAME_FORM));
              }
            });
    return new TrainerConfig(settings);
  }

  private static boolean isScalar(JsonNode value) {
    return value.isBoolean()
        || (value.isNumber() && Double.isFinite(value.doubleValue()) && !value.isBigInteger())
        || value.isTextual();
  }

  /**
   * Reads {@code lr=0.1,optimizer=adam,note="a, b"}. A value that is a number, true or false in
   * JSON is one, and so is a text in quotation marks. Any other value is a text, unless it looks
   * like a number or a truth value.
   *
   * @return empty if the text has another form
   */
  public static Optional<TrainerConfig> parse(String text) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    Matcher pair = PAIR.matcher(text);
    boolean more = !text.isBlank();
    for (int start = 0; more; start = pair.end()) {
      if (!pair.region(start, text.length()).lookingAt() || settings.has(pair.group("name"))) {
        return Optional.empty();
      }
      Optional<JsonNode> value = value(pair.group("value"));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      settings.set(pair.group("name"), value.get());
      more = !pair.group("more").isEmpty();
    }
    try {
      return Optional.of(of(settings));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> value(String text) {
    try {
      JsonNode value = Json.parse(text, JsonNode.class, PLACE);
      return Optional.of(value).filter(found -> !found.isNull());
    } catch (InvalidInputException e) {
      return LOOKS_LIKE_ANOTHER.matcher(text).matches()
          ? Optional.empty()
          : Optional.of(TextNode.valueOf(text));
    }
  }

  public boolean isEmpty() {
    return sorted.isEmpty();
  }

  /** A copy as a JSON object. */
  @JsonValue
  public ObjectNode toJson() {
    return sorted.deepCopy();
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return sorted.properties().stream()
        .map(setting -> setting.getKey() + "=" + text(setting.getValue()))
        .collect(Collectors.joining(","));
  }

  /** A text without quotation marks if it is read as itself. */
  private static String text(JsonNode value) {
    String plain = value.asText();
    boolean isPlain =
        value.isTextual()
            && PLAIN.matcher(plain).matches()
            && value(plain).equals(Optional.of(value));
    return isPlain ? plain : Json.text(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainerConfig that && sorted.equals(that.sorted);
  }

  @Override
  public int hashCode() {
    return sorted.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
