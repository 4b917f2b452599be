package dev.rondo.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of a state machine. Belongs to the thread of its service's event loop. */
public final class Execution {

  /** Where an execution is. */
  public enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED
  }

  private final StateMachine machine;
  private final String name;
  private final JsonNode input;
  private final Instant startTime;
  private final History history = new History();
  private final List<Consumer<Execution>> listeners = new ArrayList<>();
  private Status status = Status.RUNNING;
  private Optional<JsonNode> output = Optional.empty();
  private Optional<Failure> failure = Optional.empty();
  private Optional<Instant> stopTime = Optional.empty();

  Execution(StateMachine machine, String name, JsonNode input, Instant startTime) {
    this.machine = machine;
    this.name = name;
    this.input = input;
    this.startTime = startTime;
  }

  public String arn() {
    return Arns.execution(machine.name(), name);
  }

  public String name() {
    return name;
  }

  public StateMachine stateMachine() {
    return machine;
  }

  public JsonNode input() {
    return input;
  }

  public Instant startTime() {
    return startTime;
  }

  /** Empty while it runs. */
  public Optional<Instant> stopTime() {
    return stopTime;
  }

  public Status status() {
    return status;
  }

  /** Present once it has succeeded. */
  public Optional<JsonNode> output() {
    return output;
  }

  /** The error's name, if it ended otherwise than well and a name was given. */
  public Optional<String> error() {
    return failure.map(Failure::error).filter(text -> !text.isEmpty());
  }

  /** What is said about the error. */
  public Optional<String> cause() {
    return failure.map(Failure::cause).filter(text -> !text.isEmpty());
  }

  public History history() {
    return history;
  }

  /** Calls back when it has ended; at once if it has. */
  public void onEnd(Consumer<Execution> listener) {
    if (status == Status.RUNNING) {
      listeners.add(listener);
    } else {
      listener.accept(this);
    }
  }

  void end(Status end, Optional<JsonNode> result, Optional<Failure> reason, Instant when) {
    status = end;
    output = result;
    failure = reason;
    stopTime = Optional.of(when);
    List<Consumer<Execution>> all = List.copyOf(listeners);
    listeners.clear();
    all.forEach(listener -> listener.accept(this));
  }
}
