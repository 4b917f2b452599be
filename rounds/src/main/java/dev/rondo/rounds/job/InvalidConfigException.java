package dev.rondo.rounds.job;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used. The message lists every problem, one a line. */
public final class InvalidConfigException extends RuntimeException {

  private final List<Problem> problems;

  /**
   * Takes at least one problem, in any order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public InvalidConfigException(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an invalid configuration has at least one problem");
    }
    this.problems = problems.stream().sorted(Problem.BY_PLACE).toList();
  }

  /** All problems, sorted by place. */
  public List<Problem> problems() {
    return problems;
  }

  @Override
  public String getMessage() {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }
}
