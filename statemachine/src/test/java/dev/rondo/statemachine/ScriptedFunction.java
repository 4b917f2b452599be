package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * A function whose payload says what it does; emulator/scripted-function does the same.
 *
 * <ul>
 *   <li>{@code seconds}: it first waits so long;
 *   <li>{@code failures} and {@code attempt}: it fails with the error of this number, if there is
 *       one, and with the message "attempt N";
 *   <li>{@code error} and {@code message}: it fails with them;
 *   <li>{@code answer}: it answers with this. Without it, it answers with its payload.
 * </ul>
 */
final class ScriptedFunction implements RemoteFunction {
  private final Timers timers;

  ScriptedFunction(Timers timers) {
    this.timers = timers;
  }

  @Override
  public void invoke(JsonNode payload, Reply reply) {
    Duration time = Duration.ofSeconds(payload.path("seconds").asLong());
    timers.after(time, () -> answer(payload, reply));
  }

  private static void answer(JsonNode payload, Reply reply) {
    int attempt = payload.path("attempt").asInt();
    if (payload.path("failures").has(attempt)) {
      reply.fail(payload.path("failures").get(attempt).textValue(), "attempt " + attempt);
    } else if (payload.has("error")) {
      reply.fail(payload.path("error").textValue(), payload.path("message").asText());
    } else {
      reply.succeed(payload.has("answer") ? payload.get("answer") : payload);
    }
  }
}
