package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Trace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first violation of a schedule: what comes after may well be a consequence. */
public final class Verdict {

  private final Trace trace;
  private final Runnable onViolation;
  private @Nullable Violation first;

  /**
   * @param onViolation called once, to end the schedule
   */
  public Verdict(Trace trace, Runnable onViolation) {
    this.trace = trace;
    this.onViolation = onViolation;
  }

  /** Notes that an invariant does not hold after the trace's last step. */
  public void violated(String invariant, String detail) {
    if (first == null) {
      first = new Violation(invariant, detail, trace.steps(), trace.line());
      onViolation.run();
    }
  }

  /** Notes a violation unless the condition holds. */
  void check(boolean holds, String invariant, String detail) {
    if (!holds) {
      violated(invariant, detail);
    }
  }

  public Optional<Violation> first() {
    return Optional.ofNullable(first);
  }
}
