package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.statemachine.definition.Exit;
import dev.rondo.statemachine.definition.State;
import dev.rondo.statemachine.query.Template;
import java.util.Map;
import java.util.Optional;

/** Runs one attempt of a state: the short ones here, the others by a runner of their own. */
final class Runners implements State.Visitor<Runnable> {
  private final Visit visit;

  Runners(Visit visit) {
    this.visit = visit;
  }

  @Override
  public Runnable task(State.Task state) {
    return new TaskRunner(visit, state)::run;
  }

  @Override
  public Runnable map(State.MapState state) {
    return new MapRunner(visit, state)::run;
  }

  @Override
  public Runnable waiting(State.Wait state) {
    return new WaitRunner(visit, state)::run;
  }

  @Override
  public Runnable choice(State.Choice state) {
    return () -> choose(state);
  }

  @Override
  public Runnable pass(State.Pass state) {
    return () -> leave(state.exit());
  }

  @Override
  public Runnable succeed(State.Succeed state) {
    return () -> leave(new Exit("", state.output(), Optional.empty(), Optional.empty()));
  }

  @Override
  public Runnable fail(State.Fail state) {
    return () ->
        visit.fail(
            new Failure(
                state.error().map(this::text).orElse(""),
                state.cause().map(this::text).orElse("")));
  }

  private void choose(State.Choice state) {
    for (State.Choice.Rule rule : state.rules()) {
      JsonNode condition = visit.evaluate(rule.condition());
      if (!condition.isBoolean()) {
        throw new Failure.Thrown(
            Failure.query("a Condition must be true or false, but is " + condition));
      }
      if (condition.booleanValue()) {
        leave(rule.exit());
        return;
      }
    }
    leave(state.otherwise());
  }

  private void leave(Exit exit) {
    visit.leave(exit, Map.of(), visit.input());
  }

  private String text(Template template) {
    JsonNode value = visit.evaluate(template);
    if (!value.isTextual()) {
      throw new Failure.Thrown(Failure.query("Error and Cause must be text, but is " + value));
    }
    return value.textValue();
  }
}
