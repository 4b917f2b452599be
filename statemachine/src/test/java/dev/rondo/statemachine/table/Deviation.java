package dev.rondo.statemachine.table;

/**
 * That an interpreter does something else than the table expects.
 *
 * @param does what it does instead; a cause counts only if one is given
 * @param reason why, in one sentence
 */
public record Deviation(Outcome does, String reason) {
  public Deviation {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a deviation must have a reason");
    }
  }
}
