package dev.rondo.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamWriteException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.rondo.protocol.input.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Records to JSON and back: snake case, unknown, missing and doubled keys are errors, and so is
 * null where a value must be; instants are ISO 8601 and never numbers.
 */
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(new SimpleModule().addSerializer(new LowerCaseEnums()))
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  /** The same, except that unknown keys are ignored. */
  private static final ObjectMapper TOLERANT =
      MAPPER.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private Json() {}

  /** Jackson's own lower case is that of the machine's locale: in Turkish, I is not i. */
  @SuppressWarnings("rawtypes")
  private static final class LowerCaseEnums extends StdSerializer<Enum> {

    private static final long serialVersionUID = 1L;

    LowerCaseEnums() {
      super(Enum.class);
    }

    @Override
    public void serialize(Enum value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toString().toLowerCase(Locale.ROOT));
    }
  }

  /** A value as a document. Half a surrogate pair, for which UTF-8 has no bytes, becomes "?". */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (StreamWriteException e) {
      return string(value).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + value.getClass(), e);
    }
  }

  /** A value as a document, as text. */
  public static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  private static String string(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + value.getClass(), e);
    }
  }

  /**
   * Parses a document.
   *
   * @param place where it came from, for the error
   * @throws InvalidInputException when it is not such a document
   */
  public static <T> T parse(byte[] bytes, Class<T> type, String place) {
    return parse(MAPPER, bytes, type, place);
  }

  /** Parses a document that is text. */
  public static <T> T parse(String text, Class<T> type, String place) {
    return parse(text.getBytes(StandardCharsets.UTF_8), type, place);
  }

  /**
   * Parses a document and ignores keys that the record does not have, as a client does: the server
   * may be of a later version.
   *
   * @param place where it came from, for the error
   * @throws InvalidInputException when it is not such a document
   */
  public static <T> T parseKnown(byte[] bytes, Class<T> type, String place) {
    return parse(TOLERANT, bytes, type, place);
  }

  private static <T> T parse(ObjectMapper mapper, byte[] bytes, Class<T> type, String place) {
    try {
      T value = mapper.readValue(bytes, type);
      if (value == null) {
        throw new InvalidInputException(place + " is not valid: it is null");
      }
      return value;
    } catch (IOException e) {
      throw new InvalidInputException(place + " is not valid: " + firstLine(e), e);
    }
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Turns a JSON value into a record.
   *
   * @throws InvalidInputException when it does not fit
   */
  public static <T> T fromTree(JsonNode node, Class<T> type) {
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(firstLine(e), e);
    }
  }

  private static String firstLine(IOException e) {
    String message =
        e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
    return message == null
        ? e.toString()
        // It may repeat what was read, which is a stranger's.
        : message.lines().findFirst().orElse("").replaceAll("\\p{C}", "?");
  }
}
