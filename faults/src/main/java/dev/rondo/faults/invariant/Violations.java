package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Trace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the first violation of a schedule. Later ones may be consequences of it. */
public final class Violations {

  private final Trace trace;
  private final Runnable onViolation;
  private @Nullable Violation first;

  /**
   * @param onViolation called once, to end the schedule
   */
  public Violations(Trace trace, Runnable onViolation) {
    this.trace = trace;
    this.onViolation = onViolation;
  }

  /** Records that an invariant does not hold after the trace's last step. */
  public void add(String invariant, String detail) {
    if (first == null) {
      first = new Violation(invariant, detail, trace.steps(), trace.line());
      onViolation.run();
    }
  }

  /** Records a violation unless the condition holds. */
  void check(boolean holds, String invariant, String detail) {
    if (!holds) {
      add(invariant, detail);
    }
  }

  public Optional<Violation> first() {
    return Optional.ofNullable(first);
  }
}
