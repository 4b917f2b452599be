package dev.rondo.learning.model;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rondo.learning.NativeSettings;
import dev.rondo.protocol.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a DL4J MultiLayerConfiguration. Its JSON names Java classes, which DL4J would load and
 * construct: names outside DL4J and ND4J are refused before DL4J sees the file.
 */
final class ConfigurationFile {

  private static final List<String> PACKAGES =
      List.of("org.deeplearning4j.nn.conf.", "org.deeplearning4j.nn.weights.", "org.nd4j.linalg.");

  /** A class that is named twice would be judged by one name, and loaded by the other. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ConfigurationFile() {}

  static MultiLayerConfiguration read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * @param place where the configuration came from, for the error
   */
  static MultiLayerConfiguration parse(String json, String place) {
    NativeSettings.apply();
    try {
      JsonNode root = MAPPER.readTree(json);
      if (!root.path("confs").isArray()) {
        throw new InvalidInputException(
            place + ": not a DL4J MultiLayerConfiguration (write one with toJson()): no \"confs\"");
      }
      refuseOtherClasses(place, root);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          String.format(
              "%s:%s is not JSON: %s",
              place, line(e.getLocation()), oneLine(e.getOriginalMessage())),
          e);
    }
    try {
      return MultiLayerConfiguration.fromJson(json);
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          String.format(
              "%s: not a DL4J MultiLayerConfiguration (write one with toJson()): %s",
              place, oneLine(String.valueOf(e.getMessage()))),
          e);
    }
  }

  private static void refuseOtherClasses(String place, JsonNode node) {
    JsonNode type = node.get("@class");
    if (type != null && PACKAGES.stream().noneMatch(type.asText()::startsWith)) {
      throw new InvalidInputException(
          place
              + ": names the class "
              + oneLine(type.asText())
              + "; only DL4J's own layers are loaded");
    }
    for (JsonNode child : node) {
      refuseOtherClasses(place, child);
    }
  }

  /** A file that is nested too deeply has no line. */
  private static String line(@Nullable JsonLocation location) {
    return location == null ? " it" : " line " + location.getLineNr();
  }

  /** The first line of a text that may repeat the file. */
  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("").replaceAll("\\p{C}", "?");
  }
}
