package dev.rondo.operations.account;

import java.util.Optional;

/**
 * The state of a function, or of the version that an alias points to.
 *
 * @param state Lambda's state, such as {@code Active}
 * @param reason why it is in another state
 * @param snapshot whether it starts from a snapshot
 */
public record FunctionState(String state, Optional<String> reason, Snapshot snapshot) {

  /** Whether a cold start resumes from a snapshot (SnapStart). */
  public enum Snapshot {
    /** It does. */
    TAKEN,
    /** SnapStart is on, but there is no snapshot. */
    MISSING,
    /** SnapStart is off. */
    NOT_WANTED
  }
}
