package dev.rondo.learning.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What PEFT needs besides the tensors to compute with an adapter: which base model it belongs to,
 * its rank and its scale.
 *
 * @param text the content of {@code adapter_config.json}
 */
public record AdapterConfig(String text) {

  /** The name that PEFT gives the file. It lies beside the one with the tensors. */
  public static final String FILE = "adapter_config.json";

  /** How the names of tensors begin that PEFT saves. */
  public static final String TENSORS = "base_model.model.";

  private static final int MAX_BYTES = 1 << 20;

  private static final String UNREADABLE =
      "Cannot read %s: %s. PEFT writes this file with save_pretrained.";

  /**
   * Checks the content.
   *
   * @throws InvalidInputException if PEFT has not written it
   */
  public AdapterConfig {
    JsonNode config = Json.parse(text, JsonNode.class, "its content");
    if (!config.path("peft_type").isTextual()) {
      throw new InvalidInputException("it has no \"peft_type\"");
    }
  }

  /** Whether a model has tensors of an adapter that PEFT has saved. */
  public static boolean fits(ModelLayout layout) {
    return layout.tensors().stream().anyMatch(tensor -> tensor.name().startsWith(TENSORS));
  }

  /** The configuration in the folder of an adapter's file; empty if there is none. */
  static Optional<AdapterConfig> beside(Path model, ModelLayout layout) {
    Path file = model.resolveSibling(FILE);
    return fits(layout) && Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException if it cannot be read, or PEFT has not written it
   */
  public static AdapterConfig read(Path file) {
    String place = file.toString();
    try {
      check(Files.isRegularFile(file), "it does not exist", place);
      long bytes = Files.size(file);
      check(
          bytes <= MAX_BYTES,
          "it must have at most %s bytes, but has %s".formatted(MAX_BYTES, bytes),
          place);
      return of(Files.readString(file), place);
    } catch (IOException e) {
      throw new InvalidInputException(UNREADABLE.formatted(place, e), e);
    }
  }

  /**
   * Checks a content.
   *
   * @param place where it came from, for the error
   * @throws InvalidInputException if PEFT has not written it
   */
  public static AdapterConfig of(String text, String place) {
    try {
      return new AdapterConfig(text);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(UNREADABLE.formatted(place, e.getMessage()), e);
    }
  }

  private static void check(boolean holds, String otherwise, String place) {
    if (!holds) {
      throw new InvalidInputException(UNREADABLE.formatted(place, otherwise));
    }
  }

  /** The content as a file has it. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
