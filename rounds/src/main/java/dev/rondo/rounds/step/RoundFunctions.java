package dev.rondo.rounds.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.step.OpenRound.Opened;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adapts the steps to the state machine: JSON in, JSON out. */
public final class RoundFunctions {

  private RoundFunctions() {}

  /** Opens the round, or abandons it first if the payload has a reason for it. */
  public static JsonNode openRound(OpenRound step, AbandonRound abandon, JsonNode payload) {
    RoundRequest request = request(payload);
    abandonment(payload).ifPresent(why -> abandon.run(request, why));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("job", request.job()).put("round", request.round());
    Opened opened = step.run(request, text(payload, "execution"), overrides(payload));
    if (opened instanceof Opened.Open open) {
      answer.put("state", "open").put("wait_seconds", waitSeconds(open.timeout()));
    } else if (opened instanceof Opened.Decided) {
      answer.put("state", "decided");
    } else if (opened instanceof Opened.Overdue) {
      answer.put("state", "overdue");
    } else if (opened instanceof Opened.Abandoned) {
      answer.put("state", "abandoned");
    } else if (opened instanceof Opened.Unclosed unclosed) {
      answer.put("state", "unclosed").put("round", unclosed.round());
    } else if (opened instanceof Opened.BudgetSpent spent) {
      answer.put("state", "spent").put("reason", spent.reason());
    } else if (opened instanceof Opened.Closed closed) {
      answer.put("state", "closed").set("result", result(closed.result()));
    } else if (opened instanceof Opened.Elsewhere elsewhere) {
      answer
          .put("state", "elsewhere")
          .put("round", elsewhere.round())
          .put("execution", elsewhere.execution());
    }
    return answer;
  }

  private static Optional<Abandonment> abandonment(JsonNode payload) {
    if (!payload.hasNonNull("abandon")) {
      return Optional.empty();
    }
    Abandonment.By by =
        payload.hasNonNull("abandoned_by")
            ? Json.fromTree(payload.get("abandoned_by"), Abandonment.By.class)
            : Abandonment.By.OPERATOR;
    return Optional.of(new Abandonment(by, text(payload, "abandon")));
  }

  public static JsonNode awaitQuorum(AwaitQuorum step, JsonNode payload) {
    step.run(request(payload), text(payload, "token"));
    return JsonNodeFactory.instance.objectNode();
  }

  public static JsonNode aggregate(Aggregate step, JsonNode payload) {
    RoundRequest request = request(payload);
    Aggregate.Outcome outcome = step.run(request, helper(payload));
    ObjectNode answer = (ObjectNode) Json.tree(outcome);
    if (outcome.status() != Aggregate.Outcome.Status.FAN_OUT) {
      answer.remove(List.of("phase", "parts"));
    }
    if (outcome.status() == Aggregate.Outcome.Status.UNMASK) {
      answer.put("job", request.job()).put("round", request.round());
    } else {
      answer.remove(List.of("helper", "ranges"));
    }
    return answer;
  }

  /** What the state machine has heard from the helper, if it has asked. */
  private static Aggregate.Helper helper(JsonNode payload) {
    JsonNode refusal = payload.path("refusal");
    if (refusal.isObject()) {
      String reason =
          "the helper refused to add up the masks (%s): %s"
              .formatted(text(refusal, "refused"), refusal.path("detail").asText());
      return new Aggregate.Helper.Refused(
          reason.substring(0, Math.min(reason.length(), Abandonment.MAX_REASON)));
    }
    return payload.path("unmasked").asBoolean()
        ? new Aggregate.Helper.Answered()
        : new Aggregate.Helper.NotAsked();
  }

  public static JsonNode foldPart(FoldPart step, JsonNode payload) {
    JsonNode part = payload.path("part");
    if (!part.canConvertToExactIntegral() || !part.canConvertToInt()) {
      throw new IllegalArgumentException("'part' must be a whole number, but is " + part);
    }
    Phase phase = Json.fromTree(payload.path("phase"), Phase.class);
    step.run(request(payload), part.intValue(), phase);
    return JsonNodeFactory.instance.objectNode().put("part", part.intValue());
  }

  public static JsonNode evaluate(Evaluate step, JsonNode payload) {
    Evaluation evaluation = step.run(request(payload));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("metrics", Json.tree(evaluation.metrics()));
    return answer;
  }

  public static JsonNode closeRound(CloseRound step, JsonNode payload) {
    Optional<String> error =
        payload.hasNonNull("evaluation_error")
            ? Optional.of(payload.get("evaluation_error").asText())
            : Optional.empty();
    return result(step.run(request(payload), error));
  }

  /**
   * A result as JSON, without empty fields; {@code test_accuracy} and {@code measured} are what a
   * training looks at. A round that only measured a version, perhaps an old one, ends no training.
   */
  private static JsonNode result(RoundResult result) {
    ObjectNode node = (ObjectNode) Json.tree(result);
    node.properties().removeIf(field -> field.getValue().isNull());
    SortedMap<String, Double> measured =
        result.version().isPresent() ? result.measured() : new TreeMap<>();
    Optional.ofNullable(measured.get(Evaluation.ACCURACY))
        .ifPresent(accuracy -> node.put("test_accuracy", accuracy));
    node.set("measured", Json.tree(measured));
    return node;
  }

  /** Rounds up to whole seconds; a state machine waits at least one. */
  private static long waitSeconds(Duration wait) {
    return Math.max(1, (wait.toMillis() + 999) / 1000);
  }

  /**
   * Reads job and round from a payload.
   *
   * @throws IllegalArgumentException when it does not say
   */
  public static RoundRequest request(JsonNode payload) {
    JsonNode round = payload.path("round");
    if (!round.canConvertToExactIntegral() || !round.canConvertToInt()) {
      throw new IllegalArgumentException("'round' must be a whole number, but is " + round);
    }
    return new RoundRequest(text(payload, "job"), round.intValue());
  }

  private static TrainingOverrides overrides(JsonNode payload) {
    JsonNode epochs = payload.path("epochs");
    JsonNode rate = payload.path("learning_rate");
    if (payload.hasNonNull("epochs")
        && !(epochs.canConvertToExactIntegral() && epochs.canConvertToInt())) {
      throw new IllegalArgumentException("'epochs' must be a whole number, but is " + epochs);
    }
    if (payload.hasNonNull("learning_rate") && !rate.isNumber()) {
      throw new IllegalArgumentException("'learning_rate' must be a number, but is " + rate);
    }
    return new TrainingOverrides(
        payload.hasNonNull("epochs") ? OptionalInt.of(epochs.intValue()) : OptionalInt.empty(),
        payload.hasNonNull("learning_rate")
            ? OptionalDouble.of(rate.doubleValue())
            : OptionalDouble.empty(),
        payload.hasNonNull("task")
            ? Json.fromTree(payload.get("task"), RoundTask.class)
            : RoundTask.TRAIN,
        version(payload));
  }

  private static OptionalInt version(JsonNode payload) {
    JsonNode version = payload.path("version");
    if (!payload.hasNonNull("version")) {
      return OptionalInt.empty();
    }
    if (!version.canConvertToExactIntegral() || !version.canConvertToInt()) {
      throw new IllegalArgumentException("'version' must be a whole number, but is " + version);
    }
    return OptionalInt.of(version.intValue());
  }

  private static String text(JsonNode payload, String name) {
    JsonNode value = payload.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("'" + name + "' must be a string");
    }
    return value.asText();
  }
}
