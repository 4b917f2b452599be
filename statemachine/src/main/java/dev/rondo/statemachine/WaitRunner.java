package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.statemachine.definition.State;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;

/** Runs a Wait state. */
final class WaitRunner {
  private final Visit visit;
  private final State.Wait state;

  WaitRunner(Visit visit, State.Wait state) {
    this.visit = visit;
    this.state = state;
  }

  void run() {
    visit.after(delay(), () -> visit.leave(state.exit(), Map.of(), visit.input()));
  }

  private Duration delay() {
    if (!state.timestamp()) {
      return Duration.ofSeconds(Numbers.whole(visit, state.until(), "Seconds", 0));
    }
    JsonNode value = visit.evaluate(state.until());
    Instant now = visit.playback().timers().now();
    try {
      Instant until = OffsetDateTime.parse(value.isTextual() ? value.textValue() : "").toInstant();
      // A time that has passed is no wait.
      return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    } catch (DateTimeException e) {
      throw new Failure.Thrown(
          Failure.query("Timestamp must be a time such as 2026-03-14T01:59:00Z, but is " + value));
    }
  }
}
