package dev.rondo.agent;

import dev.rondo.agent.settings.Identity;
import dev.rondo.agent.status.StatusLines;
import dev.rondo.agent.time.BackOff;
import dev.rondo.agent.time.Pauses;
import dev.rondo.agent.time.StopSignal;
import dev.rondo.protocol.store.ObjectKeys;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Determines this client's id. Asks again until there is an answer or the agent stops. */
final class ClientIdentity {

  private final Supplier<String> userId;
  private final BackOff backOff;
  private final Pauses pauses;
  private final StopSignal stop;
  private final StatusLines status;

  /**
   * @param userId asks STS whom the credentials belong to
   */
  ClientIdentity(
      Supplier<String> userId,
      BackOff backOff,
      Pauses pauses,
      StopSignal stop,
      StatusLines status) {
    this.userId = userId;
    this.backOff = backOff;
    this.pauses = pauses;
    this.stop = stop;
    this.status = status;
  }

  /** The id, or empty if the agent stops first. */
  Optional<String> find(Identity identity) {
    if (identity instanceof Identity.Named named) {
      return Optional.of(named.client());
    }
    while (!stop.isRequested()) {
      try {
        return Optional.of(checked(userId.get()));
      } catch (RuntimeException e) {
        Duration pause = backOff.next();
        status
            .line("fault")
            .with("pause_seconds", pause.toMillis() / 1000.0)
            .warn("Cannot determine the identity of this client yet: " + e.getMessage());
        pauses.pause(pause);
      }
    }
    return Optional.empty();
  }

  private static String checked(String client) {
    if (!ObjectKeys.isClient(client)) {
      throw new IllegalStateException("'" + client + "' is not a valid client id. Set --identity");
    }
    return client;
  }
}
