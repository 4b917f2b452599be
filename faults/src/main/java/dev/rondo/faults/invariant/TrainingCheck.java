package dev.rondo.faults.invariant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.faults.service.BucketView;
import dev.rondo.faults.service.Parsed;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.statemachine.Execution;
import java.util.OptionalDouble;

/** Trainings: each ends after the last round or at its target, and its output is correct. */
final class TrainingCheck {

  private final Violations violations;
  private final Parsed documents;
  private final String job;

  TrainingCheck(Violations violations, BucketView store, String job) {
    this.violations = violations;
    this.documents = store.parsed();
    this.job = job;
  }

  void ended(Execution training) {
    if (training.status() != Execution.Status.SUCCEEDED) {
      return; // It was stopped, or a round failed; somebody starts it again.
    }
    JsonNode input = training.input();
    JsonNode output = training.output().orElseThrow();
    int first = input.path("first_round").asInt();
    int before = input.path("rounds_run").asInt(0);
    int last = first + output.path("rounds_run").asInt() - before - 1;
    double target = input.path("target_accuracy").asDouble();
    OptionalDouble accuracy = accuracy(input.path("accuracy"), first, last);
    boolean reached = target > 0 && accuracy.orElse(-1) >= target;
    boolean goesOn = output.has("continued_as");
    violations.check(
        output.has("budget_spent")
            || (goesOn
                ? last < input.path("last_round").asInt() && !reached
                : isLast(input, last, reached)),
        "A training ends with its last round, at its target, or when its budget is spent",
        training.name() + " ended after round " + last + " with " + output);
    violations.check(
        accuracy.equals(number(output.path("accuracy")))
            && output.path("reached_target").asBoolean() == reached,
        "A training reports the accuracy of its last evaluation",
        training.name() + " ended with " + output + ", and not with " + accuracy);
  }

  private static boolean isLast(JsonNode input, int last, boolean reached) {
    return last >= input.path("last_round").asInt() || reached;
  }

  /** The last accuracy of these rounds, each of which must have a result. */
  private OptionalDouble accuracy(JsonNode before, int first, int last) {
    OptionalDouble accuracy = number(before);
    for (int round = first; round <= last; round++) {
      String key = ObjectKeys.result(job, round);
      violations.check(documents.exists(key), "A training skips no round", "no " + key);
      OptionalDouble found =
          documents
              .read(key, RoundResult.class)
              .map(RoundResult::testAccuracy)
              .orElse(OptionalDouble.empty());
      accuracy = found.isPresent() ? found : accuracy;
    }
    return accuracy;
  }

  private static OptionalDouble number(JsonNode node) {
    return node.isNumber() ? OptionalDouble.of(node.doubleValue()) : OptionalDouble.empty();
  }
}
