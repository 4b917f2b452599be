package dev.rondo.statemachine;

import java.util.List;

/** A definition cannot be played; the message lists every problem with its place. */
public final class InvalidStateMachineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  InvalidStateMachineException(String name, List<String> problems) {
    super("state machine " + name + ":\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each problem: the JSON pointer of its place, a colon, and what is wrong there. */
  public List<String> problems() {
    return problems;
  }
}
