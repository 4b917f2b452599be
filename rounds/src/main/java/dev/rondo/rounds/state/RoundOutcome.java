package dev.rondo.rounds.state;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.VersionManifest;
import java.util.Optional;

/**
 * Whether a round is committed or abandoned. It is written once, and whoever writes it first
 * decides: the master with the manifest of a complete version, or the master, an operator or a
 * training with an abandonment. Everything that follows (the copy of the manifest, latest.json, the
 * result) can be made from it by anyone, at any time.
 *
 * @param committed the manifest of the new version; empty if the round is abandoned
 * @param abandoned why there is no version; empty if the round is committed
 */
public record RoundOutcome(Optional<VersionManifest> committed, Optional<Abandonment> abandoned) {

  public RoundOutcome {
    if (committed.isPresent() == abandoned.isPresent()) {
      throw new InvalidInputException(
          "The outcome of a round must be either committed or abandoned, but is "
              + (committed.isPresent() ? "both" : "neither"));
    }
  }

  public static RoundOutcome commit(VersionManifest manifest) {
    return new RoundOutcome(Optional.of(manifest), Optional.empty());
  }

  public static RoundOutcome abandon(Abandonment why) {
    return new RoundOutcome(Optional.empty(), Optional.of(why));
  }

  public boolean wasAbandoned() {
    return abandoned.isPresent();
  }
}
