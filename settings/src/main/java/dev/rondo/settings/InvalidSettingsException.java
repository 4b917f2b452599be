package dev.rondo.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that cannot be used. The message lists all problems, one per line. */
public final class InvalidSettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<Problem> problems;

  /**
   * Takes at least one problem, in any order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public InvalidSettingsException(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("no problems");
    }
    this.problems = problems.stream().sorted(Problem.BY_PLACE).toList();
  }

  /** All problems, sorted by place. */
  public List<Problem> problems() {
    return problems;
  }

  @Override
  public String getMessage() {
    return problems.stream().map(Problem::text).collect(Collectors.joining("\n"));
  }
}
