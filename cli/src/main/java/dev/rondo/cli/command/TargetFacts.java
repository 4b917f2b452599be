package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.rounds.job.Target;
import java.util.Optional;

/** The target of a training whose metric is not the accuracy, for a reader. */
final class TargetFacts {

  private TargetFacts() {}

  /**
   * @param input of the execution
   * @return such as {@code a loss of 0.5 or less}; empty if there is no such target
   */
  static Optional<String> of(JsonNode input) {
    if (!input.hasNonNull("target_metric")) {
      return Optional.empty();
    }
    boolean smaller = input.path("target_smaller").asBoolean();
    Target.Metric metric = new Target.Metric(input.path("target_metric").asText(), smaller);
    return Optional.of(new Target(metric, input.path("target_value").asDouble()).words());
  }
}
