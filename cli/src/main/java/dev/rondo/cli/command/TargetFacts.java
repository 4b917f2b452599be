package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.console.Text;
import java.util.Optional;

/** The target of a training whose metric is not the accuracy, for a reader. */
final class TargetFacts {

  private TargetFacts() {}

  /**
   * @param input of the execution
   * @return such as {@code a loss of 0.5 or less}; empty if there is no such target
   */
  static Optional<String> of(JsonNode input) {
    return input.hasNonNull("target_metric")
        ? Optional.of(
            "a %s of %s or %s"
                .formatted(
                    input.path("target_metric").asText(),
                    Text.number(input.path("target_value").asDouble()),
                    input.path("target_smaller").asBoolean() ? "less" : "more"))
        : Optional.empty();
  }
}
