package dev.rondo.learning.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.learning.NativeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * Reads a DL4J MultiLayerConfiguration. Its JSON names Java classes, which DL4J would load and
 * construct: names outside DL4J and ND4J are refused before DL4J sees the file.
 */
final class ConfigurationFile {

  private static final List<String> PACKAGES =
      List.of("org.deeplearning4j.nn.conf.", "org.deeplearning4j.nn.weights.", "org.nd4j.linalg.");

  private ConfigurationFile() {}

  static MultiLayerConfiguration read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * @param place where the configuration came from, for the error
   */
  static MultiLayerConfiguration parse(String json, String place) {
    NativeSettings.apply();
    try {
      JsonNode root = new ObjectMapper().readTree(json);
      if (!root.path("confs").isArray()) {
        throw new IllegalArgumentException(
            place + ": not a DL4J MultiLayerConfiguration (write one with toJson()): no \"confs\"");
      }
      refuseOtherClasses(place, root);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s: line %d is not JSON: %s",
              place, e.getLocation().getLineNr(), e.getOriginalMessage()),
          e);
    }
    try {
      return MultiLayerConfiguration.fromJson(json);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s: not a DL4J MultiLayerConfiguration (write one with toJson()): %s",
              place, firstLine(e)),
          e);
    }
  }

  private static void refuseOtherClasses(String place, JsonNode node) {
    JsonNode type = node.get("@class");
    if (type != null && PACKAGES.stream().noneMatch(type.asText()::startsWith)) {
      throw new IllegalArgumentException(
          place + ": names the class " + type.asText() + "; only DL4J's own layers are loaded");
    }
    for (JsonNode child : node) {
      refuseOtherClasses(place, child);
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
