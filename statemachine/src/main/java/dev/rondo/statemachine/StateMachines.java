package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Step Functions: state machines, the functions that they call, and their executions. Everything
 * here belongs to the thread of the timers' event loop, on which all work is done; no call blocks.
 */
public final class StateMachines {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+!@.()=_'\\-]{1,80}");

  private final Timers timers;
  private final Chance chance;
  private final Tokens tokens = new Tokens();
  private final Map<String, StateMachine> machines = new HashMap<>();
  private final Map<String, LambdaFunction> functions = new HashMap<>();
  private final Map<String, RemoteFunction> remoteFunctions = new HashMap<>();
  private final Map<String, Playback> executions = new LinkedHashMap<>();

  /**
   * An empty service.
   *
   * @param seed what jitter, {@code $random}, {@code $uuid} and task tokens are drawn from
   */
  public StateMachines(Timers timers, long seed) {
    this.timers = Objects.requireNonNull(timers);
    this.chance = new Chance(seed);
  }

  /** Makes a machine known by its name, or replaces it for executions that start from now on. */
  public void define(StateMachine machine) {
    machines.put(machine.name(), machine);
  }

  /** Makes a function known by its name, or replaces it. */
  public void function(String name, LambdaFunction function) {
    functions.put(name, Objects.requireNonNull(function));
  }

  /** Makes a function known that answers later, in place of any other of its name. */
  public void remoteFunction(String name, RemoteFunction function) {
    remoteFunctions.put(name, Objects.requireNonNull(function));
  }

  /**
   * Starts an execution; its first state is entered by the event loop.
   *
   * @param stateMachine name or ARN of a machine that is defined
   * @param executionName 1 to 80 characters, unique among all executions of the machine, ended ones
   *     included
   * @param input at most 256 KiB as JSON
   * @throws ExecutionAlreadyExistsException if the name is taken
   * @throws IllegalArgumentException if machine, name or input is not as said above
   */
  public Execution start(String stateMachine, String executionName, JsonNode input) {
    StateMachine machine =
        stateMachine(Arns.nameOf(stateMachine))
            .orElseThrow(() -> new IllegalArgumentException("no state machine " + stateMachine));
    if (!NAME.matcher(executionName).matches()) {
      throw new IllegalArgumentException(
          "not a name for an execution (letters, digits and +!@.()=_'- only, at most 80): "
              + executionName);
    }
    if (PayloadLimit.size(input) > PayloadLimit.BYTES) {
      throw new IllegalArgumentException("the input is longer than " + PayloadLimit.BYTES);
    }
    Execution execution = new Execution(machine, executionName, input, timers.now());
    if (executions.containsKey(execution.arn())) {
      throw new ExecutionAlreadyExistsException(execution.arn());
    }
    Playback playback = new Playback(this, execution, chance);
    executions.put(execution.arn(), playback);
    playback.start();
    return execution;
  }

  public Optional<Execution> execution(String arn) {
    return Optional.ofNullable(executions.get(arn)).map(Playback::execution);
  }

  /** A machine's executions, oldest first. */
  public List<Execution> executions(String stateMachine) {
    return executions.values().stream()
        .map(Playback::execution)
        .filter(execution -> execution.stateMachine().name().equals(stateMachine))
        .toList();
  }

  /** Aborts a running execution; does nothing to one that has ended or never was. */
  public void stop(String arn, String error, String cause) {
    Playback playback = executions.get(arn);
    if (playback != null) {
      playback.abort(new Failure(error, cause));
    }
  }

  /**
   * Ends a task that waits for this token.
   *
   * @return false if the token is unknown, used or timed out
   */
  public boolean sendTaskSuccess(String token, JsonNode output) {
    Optional<Tokens.Waiting> task = tokens.take(token);
    task.ifPresent(waiting -> waiting.succeed(output));
    return task.isPresent();
  }

  /**
   * Fails a task that waits for this token.
   *
   * @return false if the token is unknown, used or timed out
   */
  public boolean sendTaskFailure(String token, String error, String cause) {
    Optional<Tokens.Waiting> task = tokens.take(token);
    task.ifPresent(waiting -> waiting.fail(new Failure(error, cause)));
    return task.isPresent();
  }

  Timers timers() {
    return timers;
  }

  Tokens tokens() {
    return tokens;
  }

  Optional<StateMachine> stateMachine(String name) {
    return Optional.ofNullable(machines.get(name));
  }

  Optional<LambdaFunction> function(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  Optional<RemoteFunction> remoteFunction(String name) {
    return Optional.ofNullable(remoteFunctions.get(name));
  }
}
