package dev.rondo.statemachine;

import dev.rondo.statemachine.definition.State;

/** The type of a state as the language and the history write it. */
final class Kind implements State.Visitor<String> {
  @Override
  public String task(State.Task state) {
    return "Task";
  }

  @Override
  public String choice(State.Choice state) {
    return "Choice";
  }

  @Override
  public String map(State.MapState state) {
    return "Map";
  }

  @Override
  public String pass(State.Pass state) {
    return "Pass";
  }

  @Override
  public String waiting(State.Wait state) {
    return "Wait";
  }

  @Override
  public String succeed(State.Succeed state) {
    return "Succeed";
  }

  @Override
  public String fail(State.Fail state) {
    return "Fail";
  }
}
