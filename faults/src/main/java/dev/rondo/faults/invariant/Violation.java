package dev.rondo.faults.invariant;

/**
 * An invariant that does not hold.
 *
 * @param invariant the invariant, as a sentence
 * @param detail what the check saw
 * @param step the step after which it no longer held
 * @param line the line of this step in the trace
 */
public record Violation(String invariant, String detail, int step, String line) {

  @Override
  public String toString() {
    return invariant + ": " + detail + System.lineSeparator() + "  after step" + line;
  }
}
