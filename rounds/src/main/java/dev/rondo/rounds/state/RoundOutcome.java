package dev.rondo.rounds.state;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.VersionManifest;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a round is committed or abandoned. It is written once, and whoever writes it first
 * decides: the master with the manifest of a complete version or with the version that clients have
 * measured, or the master, an operator or a training with an abandonment. Everything that follows
 * (the copy of the manifest, latest.json, the result) can be made from it by anyone, at any time.
 *
 * @param committed the manifest of the new version; empty if there is none
 * @param measured the version that was measured, if the round is committed without a new one
 * @param abandoned why the round is abandoned; empty if it is committed
 */
public record RoundOutcome(
    Optional<VersionManifest> committed,
    Optional<Integer> measured,
    Optional<Abandonment> abandoned) {

  public RoundOutcome {
    long ends = Stream.of(committed, measured, abandoned).filter(Optional::isPresent).count();
    if (ends != 1) {
      throw new InvalidInputException(
          "The outcome of a round must be one of committed, measured and abandoned, but is "
              + (ends == 0 ? "none of them" : ends + " of them"));
    }
  }

  public static RoundOutcome commit(VersionManifest manifest) {
    return new RoundOutcome(Optional.of(manifest), Optional.empty(), Optional.empty());
  }

  /** The outcome of a round that only measured a version. */
  public static RoundOutcome measure(int version) {
    return new RoundOutcome(Optional.empty(), Optional.of(version), Optional.empty());
  }

  public static RoundOutcome abandon(Abandonment why) {
    return new RoundOutcome(Optional.empty(), Optional.empty(), Optional.of(why));
  }

  public boolean wasAbandoned() {
    return abandoned.isPresent();
  }
}
