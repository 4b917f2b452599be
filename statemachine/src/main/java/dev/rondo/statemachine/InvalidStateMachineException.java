package dev.rondo.statemachine;

import java.util.List;

/** An invalid definition. The message lists every problem with its place. */
public final class InvalidStateMachineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  InvalidStateMachineException(String name, List<String> problems) {
    super("state machine " + name + ":\n  " + String.join("\n  ", inOneLine(problems)));
    this.problems = List.copyOf(problems);
  }

  /** A problem names what stands in the file, which may hold anything. */
  private static List<String> inOneLine(List<String> problems) {
    return problems.stream().map(problem -> problem.replaceAll("\\p{C}", "?")).toList();
  }

  /** Each problem: the JSON pointer of its place, a colon, and what is wrong there. */
  public List<String> problems() {
    return problems;
  }
}
