package dev.rondo.statemachine;

import dev.rondo.statemachine.definition.ErrorRules;
import dev.rondo.statemachine.definition.State;
import java.util.List;

/** Retry and Catch of a state; only Task and Map have them. */
final class ErrorRulesOf implements State.Visitor<ErrorRules> {
  private static final ErrorRules NONE = new ErrorRules(List.of(), List.of());

  @Override
  public ErrorRules task(State.Task state) {
    return state.errors();
  }

  @Override
  public ErrorRules choice(State.Choice state) {
    return NONE;
  }

  @Override
  public ErrorRules map(State.MapState state) {
    return state.errors();
  }

  @Override
  public ErrorRules pass(State.Pass state) {
    return NONE;
  }

  @Override
  public ErrorRules waiting(State.Wait state) {
    return NONE;
  }

  @Override
  public ErrorRules succeed(State.Succeed state) {
    return NONE;
  }

  @Override
  public ErrorRules fail(State.Fail state) {
    return NONE;
  }
}
