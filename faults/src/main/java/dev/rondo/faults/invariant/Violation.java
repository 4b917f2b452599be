package dev.rondo.faults.invariant;

/**
 * An invariant that does not hold.
 *
 * @param invariant which, in words
 * @param detail what was found
 * @param step the step after which it did not hold any more
 * @param line that step, as the trace has it
 */
public record Violation(String invariant, String detail, int step, String line) {

  @Override
  public String toString() {
    return invariant + ": " + detail + System.lineSeparator() + "  after step" + line;
  }
}
