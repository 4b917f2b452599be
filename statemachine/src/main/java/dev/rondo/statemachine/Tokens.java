package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The task tokens of waiting tasks. */
final class Tokens {

  /** The task that waits for a token. */
  interface Waiting {
    void succeed(JsonNode output);

    void fail(Failure failure);
  }

  private final Map<String, Waiting> waiting = new HashMap<>();

  void add(String token, Waiting task) {
    waiting.put(token, task);
  }

  void forget(String token) {
    waiting.remove(token);
  }

  /** The task of this token, which is used up by that; empty if unknown, used or timed out. */
  Optional<Waiting> take(String token) {
    return Optional.ofNullable(waiting.remove(token));
  }
}
