package dev.rondo.statemachine.definition;

import dev.rondo.statemachine.query.Template;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One state of a machine. */
public sealed interface State {

  String name();

  /** The type as the language writes it. */
  String type();

  /** Retry and Catch; only Task and Map have them. */
  default ErrorRules errors() {
    return ErrorRules.NONE;
  }

  /** Where it can go to, in the order of the file; empty for a state that can only end. */
  List<Exit> exits();

  /** Calls the visitor's method for this kind of state. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each kind of state, so that a new kind does not compile until it is handled. */
  interface Visitor<R> {
    R task(Task state);

    R choice(Choice state);

    R map(MapState state);

    R pass(Pass state);

    R waiting(Wait state);

    R succeed(Succeed state);

    R fail(Fail state);
  }

  /**
   * Work outside the machine.
   *
   * @param arguments by their names, such as FunctionName
   * @param timeoutSeconds whole seconds that an attempt may take
   */
  record Task(
      String name,
      TaskResource resource,
      Template arguments,
      Optional<Template> timeoutSeconds,
      ErrorRules errors,
      Exit exit)
      implements State {
    @Override
    public List<Exit> exits() {
      return errors.with(exit);
    }

    @Override
    public String type() {
      return "Task";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.task(this);
    }
  }

  /** Goes by the first rule whose condition is true, or else by the default. */
  record Choice(String name, List<Rule> rules, Exit otherwise) implements State {
    public Choice {
      rules = List.copyOf(rules);
    }

    /** A condition, and where to go if it is true. */
    public record Rule(Template condition, Exit exit) {}

    @Override
    public List<Exit> exits() {
      return Stream.concat(rules.stream().map(Rule::exit), Stream.of(otherwise)).toList();
    }

    @Override
    public String type() {
      return "Choice";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.choice(this);
    }
  }

  /**
   * Runs a flow for each item of an array.
   *
   * @param items the array; the state's input when empty
   * @param itemSelector what an iteration gets as input; the item when empty
   * @param maxConcurrency iterations that may run at once; 0 or empty means all
   */
  record MapState(
      String name,
      Optional<Template> items,
      Optional<Template> itemSelector,
      Optional<Template> maxConcurrency,
      Flow processor,
      ErrorRules errors,
      Exit exit)
      implements State {
    @Override
    public List<Exit> exits() {
      return errors.with(exit);
    }

    @Override
    public String type() {
      return "Map";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.map(this);
    }
  }

  /** Does nothing but shape its output and set variables. */
  record Pass(String name, Exit exit) implements State {
    @Override
    public List<Exit> exits() {
      return List.of(exit);
    }

    @Override
    public String type() {
      return "Pass";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.pass(this);
    }
  }

  /**
   * Waits.
   *
   * @param until seconds, or an instant as RFC 3339 text if {@code timestamp}
   */
  record Wait(String name, Template until, boolean timestamp, Exit exit) implements State {
    @Override
    public List<Exit> exits() {
      return List.of(exit);
    }

    @Override
    public String type() {
      return "Wait";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.waiting(this);
    }
  }

  /** Ends its flow well. */
  record Succeed(String name, Optional<Template> output) implements State {
    @Override
    public List<Exit> exits() {
      return List.of();
    }

    @Override
    public String type() {
      return "Succeed";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.succeed(this);
    }
  }

  /** Fails its flow. */
  record Fail(String name, Optional<Template> error, Optional<Template> cause) implements State {
    @Override
    public List<Exit> exits() {
      return List.of();
    }

    @Override
    public String type() {
      return "Fail";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.fail(this);
    }
  }

  /** The longest time that a definition may name, in seconds. */
  long MAX_SECONDS = 99_999_999;

  /** {@link #MAX_SECONDS} as a duration. */
  Duration MAX_TIME = Duration.ofSeconds(MAX_SECONDS);
}
