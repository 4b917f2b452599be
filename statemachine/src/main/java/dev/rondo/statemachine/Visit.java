package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.statemachine.definition.ErrorRules;
import dev.rondo.statemachine.definition.ErrorRules.Catcher;
import dev.rondo.statemachine.definition.Exit;
import dev.rondo.statemachine.definition.State;
import dev.rondo.statemachine.query.QueryException;
import dev.rondo.statemachine.query.QueryScope;
import dev.rondo.statemachine.query.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One visit of a branch to a state, from entering to leaving, over all its attempts. */
final class Visit {
  private final Playback playback;
  private final Branch branch;
  private final State state;
  private final JsonNode input;
  private final Instant entered;
  private final ErrorRules errors;
  private final Retrier retrier;
  private Attempt attempt;
  private Optional<String> token = Optional.empty();
  private long retryCount;
  private boolean caught;

  Visit(Playback playback, Branch branch, State state, JsonNode input) {
    this.playback = playback;
    this.branch = branch;
    this.state = state;
    this.input = input;
    this.entered = playback.timers().now();
    this.errors = state.errors();
    this.retrier = new Retrier(errors.retriers(), playback.retryRandom());
    this.attempt = new Attempt(playback.timers());
  }

  void begin() {
    record(state.type() + "StateEntered", object().set("input", input));
    run();
  }

  private void run() {
    guard(() -> state.accept(new Runners(this)).run());
  }

  /** Runs a step of this visit; a failure in it becomes the state's. */
  void guard(Runnable step) {
    try {
      step.run();
    } catch (Failure.Thrown e) {
      fail(e.failure());
    }
  }

  Playback playback() {
    return playback;
  }

  Branch branch() {
    return branch;
  }

  JsonNode input() {
    return input;
  }

  Attempt attempt() {
    return attempt;
  }

  /** Runs an action later, unless this attempt is over by then. */
  void after(Duration delay, Runnable step) {
    attempt.after(delay, () -> guard(step));
  }

  /** Ends what this attempt has under way, and then only does this. */
  void settle(Runnable step) {
    attempt.close();
    attempt = new Attempt(playback.timers());
    after(Duration.ZERO, step);
  }

  /** The token of this attempt. */
  String token() {
    return token.orElseThrow();
  }

  void token(String value) {
    token = Optional.of(value);
  }

  JsonNode evaluate(Template template) {
    return evaluate(template, Map.of(), branch.mapItem());
  }

  JsonNode evaluate(Template template, Map<String, JsonNode> more, Optional<JsonNode> mapItem) {
    Map<String, JsonNode> states = new HashMap<>(more);
    states.put("input", input);
    if (!template.isLiteral()) {
      states.put("context", context(mapItem));
    }
    QueryScope scope =
        new QueryScope(states, branch.variables(), playback.timers().now(), playback.queryRandom());
    try {
      return template.evaluate(scope);
    } catch (QueryException e) {
      Failure failure = Failure.query(String.valueOf(e.getMessage()));
      record("EvaluationFailed", failure.details("error", "cause"));
      throw new Failure.Thrown(failure);
    }
  }

  private JsonNode context(Optional<JsonNode> mapItem) {
    return Context.of(playback.execution(), state.name(), entered, retryCount, token, mapItem);
  }

  /** Leaves by an exit. All of its expressions see the variables as they were. */
  void leave(Exit exit, Map<String, JsonNode> more, JsonNode result) {
    JsonNode output =
        exit.output().map(template -> evaluate(template, more, branch.mapItem())).orElse(result);
    PayloadLimit.check(output, "the output of " + state.name());
    Optional<JsonNode> assigned =
        exit.assign().map(template -> evaluate(template, more, branch.mapItem()));
    assigned.ifPresent(values -> PayloadLimit.check(values, "what " + state.name() + " assigns"));
    attempt.close();
    assigned.ifPresent(branch::assign);
    ObjectNode details = object();
    details.set("output", output);
    assigned.ifPresent(values -> details.set("assignedVariables", values));
    record(state.type() + "StateExited", details);
    exit.next().ifPresentOrElse(next -> branch.enter(next, output), () -> branch.succeed(output));
  }

  /** Retries, is caught, or fails the branch. */
  void fail(Failure failure) {
    attempt.close();
    if (caught) {
      branch.fail(failure);
      return;
    }
    Optional<Duration> delay = retrier.delay(failure.error());
    if (delay.isPresent()) {
      retryCount++;
      token = Optional.empty();
      attempt = new Attempt(playback.timers());
      attempt.after(delay.get(), this::run);
      return;
    }
    for (Catcher catcher : errors.catchers()) {
      if (catcher.errors().match(failure.error())) {
        caught = true;
        JsonNode errorOutput = failure.errorOutput();
        guard(() -> leave(catcher.exit(), Map.of("errorOutput", errorOutput), errorOutput));
        return;
      }
    }
    branch.fail(failure);
  }

  void stop() {
    attempt.close();
  }

  void record(String type, JsonNode details) {
    playback.record(type, Optional.of(state.name()), details);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
