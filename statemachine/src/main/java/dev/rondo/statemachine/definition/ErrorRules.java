package dev.rondo.statemachine.definition;

import java.util.ArrayList;
import java.util.List;

/** Retry and Catch of a Task or Map state. */
public record ErrorRules(List<RetryRule> retriers, List<Catcher> catchers) {
  /** No rules. */
  public static final ErrorRules NONE = new ErrorRules(List.of(), List.of());

  public ErrorRules {
    retriers = List.copyOf(retriers);
    catchers = List.copyOf(catchers);
  }

  /** Errors that it catches, and where it goes then. */
  public record Catcher(ErrorNames errors, Exit exit) {}

  List<Exit> with(Exit regular) {
    List<Exit> exits = new ArrayList<>();
    exits.add(regular);
    catchers.forEach(catcher -> exits.add(catcher.exit()));
    return exits;
  }
}
