package dev.rondo.rounds.state;

import dev.rondo.protocol.input.InvalidInputException;

/**
 * Why a round ended without a version.
 *
 * @param by who abandoned it
 * @param reason in words, 1 to {@value #MAX_REASON} characters
 */
public record Abandonment(By by, String reason) {

  /** The longest reason, in characters. */
  public static final int MAX_REASON = 1_000;

  /** Who can abandon a round. */
  public enum By {
    /**
     * The master, because fewer valid updates than the minimum arrived, or the helper of secure
     * aggregation refused the sum of their masks.
     */
    MASTER,
    /** An operator, by a command or by the input of an execution. */
    OPERATOR,
    /** The training, because the round's executions failed too often. */
    TRAINING
  }

  public Abandonment {
    if (reason.isBlank() || reason.length() > MAX_REASON) {
      throw new InvalidInputException(
          "The reason of an abandonment must have 1 to %s characters, but has %s"
              .formatted(MAX_REASON, reason.isBlank() ? 0 : reason.length()));
    }
  }
}
