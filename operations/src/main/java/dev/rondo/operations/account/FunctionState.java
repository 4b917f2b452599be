package dev.rondo.operations.account;

import java.util.Optional;

/**
 * Whether a function, or the version that an alias of it stands for, can be called.
 *
 * @param state Lambda's word, such as {@code Active}
 * @param reason why it is in another state
 * @param snapshot whether it starts from a snapshot
 */
public record FunctionState(String state, Optional<String> reason, Snapshot snapshot) {

  /** Whether calls start from a snapshot (SnapStart). */
  public enum Snapshot {
    /** They do. */
    TAKEN,
    /** They should, and there is none. */
    MISSING,
    /** Nobody has asked for one. */
    NOT_WANTED
  }

  public boolean isActive() {
    return state.equals("Active");
  }
}
