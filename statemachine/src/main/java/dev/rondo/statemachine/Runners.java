package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.statemachine.definition.Exit;
import dev.rondo.statemachine.definition.State;
import dev.rondo.statemachine.query.Template;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plays one attempt of a state: the short ones here, the others by a runner of their own. */
final class Runners implements State.Visitor<@Nullable Void> {
  private final Visit visit;

  Runners(Visit visit) {
    this.visit = visit;
  }

  @Override
  public @Nullable Void task(State.Task state) {
    new TaskRunner(visit, state).run();
    return null;
  }

  @Override
  public @Nullable Void map(State.MapState state) {
    new MapRunner(visit, state).run();
    return null;
  }

  @Override
  public @Nullable Void waiting(State.Wait state) {
    new WaitRunner(visit, state).run();
    return null;
  }

  @Override
  public @Nullable Void choice(State.Choice state) {
    for (State.Choice.Rule rule : state.rules()) {
      JsonNode condition = visit.evaluate(rule.condition());
      if (!condition.isBoolean()) {
        throw new Failure.Thrown(
            Failure.query("a Condition must give true or false, not " + condition));
      }
      if (condition.booleanValue()) {
        leave(rule.exit());
        return null;
      }
    }
    leave(state.otherwise());
    return null;
  }

  @Override
  public @Nullable Void pass(State.Pass state) {
    leave(state.exit());
    return null;
  }

  @Override
  public @Nullable Void succeed(State.Succeed state) {
    leave(new Exit("", state.output(), Optional.empty(), Optional.empty()));
    return null;
  }

  @Override
  public @Nullable Void fail(State.Fail state) {
    String error = state.error().map(this::text).orElse("");
    String cause = state.cause().map(this::text).orElse("");
    visit.fail(new Failure(error, cause));
    return null;
  }

  private void leave(Exit exit) {
    visit.leave(exit, Map.of(), visit.input());
  }

  private String text(Template template) {
    JsonNode value = visit.evaluate(template);
    if (!value.isTextual()) {
      throw new Failure.Thrown(Failure.query("Error and Cause must be text, not " + value));
    }
    return value.textValue();
  }
}
