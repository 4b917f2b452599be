package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.statemachine.definition.Flow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A running flow with its variables: the execution's own, or one iteration of a Map. */
final class Branch {

  /** Who is told how it ended. */
  interface Listener {
    void succeeded(JsonNode output);

    void failed(Failure failure);
  }

  private final Playback playback;
  private final Flow flow;
  private final Optional<JsonNode> mapItem;
  private final Listener listener;
  private final Map<String, JsonNode> variables;
  private @Nullable Visit current;
  private boolean stopped;

  /**
   * A branch that has not started.
   *
   * @param variables what it can read from outside; what it sets stays inside
   * @param mapItem the context's Map part, inside an iteration
   */
  Branch(
      Playback playback,
      Flow flow,
      Map<String, JsonNode> variables,
      Optional<JsonNode> mapItem,
      Listener listener) {
    this.playback = playback;
    this.flow = flow;
    this.variables = new LinkedHashMap<>(variables);
    this.mapItem = mapItem;
    this.listener = listener;
  }

  void start(JsonNode input) {
    enter(flow.startAt(), input);
  }

  /** Goes to a state, by way of the event loop: a machine that loops does not grow the stack. */
  void enter(String name, JsonNode input) {
    current = null;
    playback
        .timers()
        .after(
            Duration.ZERO,
            () -> {
              if (!stopped) {
                Visit visit = new Visit(playback, this, flow.state(name), input);
                current = visit;
                visit.begin();
              }
            });
  }

  void assign(JsonNode values) {
    values.properties().forEach(field -> variables.put(field.getKey(), field.getValue()));
  }

  Map<String, JsonNode> variables() {
    return variables;
  }

  Optional<JsonNode> mapItem() {
    return mapItem;
  }

  void succeed(JsonNode output) {
    stopped = true;
    listener.succeeded(output);
  }

  void fail(Failure failure) {
    stopped = true;
    listener.failed(failure);
  }

  /** Drops everything under way; nobody is told. */
  void stop() {
    stopped = true;
    if (current != null) {
      current.stop();
    }
  }
}
