package dev.rondo.statemachine.definition;

import java.util.List;
import java.util.Set;

/**
 * The ErrorEquals of a retrier or catcher. {@code States.ALL} stands for every error but {@link
 * #DATA_LIMIT_EXCEEDED} and {@link #RUNTIME}; {@code States.TaskFailed} for all of those but {@link
 * #TIMEOUT}. {@code States.Runtime} always fails the execution. Source: "Handling errors in Step
 * Functions workflows" of the developer guide.
 */
public record ErrorNames(List<String> names) {
  public static final String ALL = "States.ALL";
  public static final String TASK_FAILED = "States.TaskFailed";
  public static final String TIMEOUT = "States.Timeout";
  public static final String DATA_LIMIT_EXCEEDED = "States.DataLimitExceeded";
  public static final String QUERY_EVALUATION_ERROR = "States.QueryEvaluationError";
  public static final String RUNTIME = "States.Runtime";

  /** The reserved names that a rule of a supported state may hold. */
  static final Set<String> RESERVED =
      Set.of(ALL, TASK_FAILED, TIMEOUT, DATA_LIMIT_EXCEEDED, QUERY_EVALUATION_ERROR);

  private static final Set<String> NO_WILDCARD = Set.of(DATA_LIMIT_EXCEEDED, RUNTIME);

  public ErrorNames {
    names = List.copyOf(names);
  }

  public boolean match(String error) {
    return names.stream().anyMatch(name -> matches(name, error));
  }

  private static boolean matches(String name, String error) {
    if (error.equals(RUNTIME)) {
      return false;
    }
    if (name.equals(error)) {
      return true;
    }
    boolean wild = !NO_WILDCARD.contains(error);
    return (name.equals(ALL) && wild)
        || (name.equals(TASK_FAILED) && wild && !error.equals(TIMEOUT));
  }
}
