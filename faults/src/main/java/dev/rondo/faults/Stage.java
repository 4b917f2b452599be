package dev.rondo.faults;

import dev.rondo.faults.engine.Crew;
import dev.rondo.rounds.machine.Definitions;
import dev.rondo.statemachine.StateMachine;

/** Objects that schedules share: the threads, the parsed state machines, and keys. */
public final class Stage implements AutoCloseable {

  private final Crew crew = new Crew();
  private final MaskKeys keys = new MaskKeys();
  private final StateMachine round =
      StateMachine.load(Console.ROUND, Definitions.round(), Functions.names());
  private final StateMachine training =
      StateMachine.load(Console.TRAINING, soonAnew(Definitions.training()), Functions.names());

  Crew crew() {
    return crew;
  }

  MaskKeys keys() {
    return keys;
  }

  StateMachine round() {
    return round;
  }

  StateMachine training() {
    return training;
  }

  /**
   * The file with one number changed, so that an execution continues as a new one after two rounds.
   */
  private static String soonAnew(String file) {
    String found = "$started_here >= 500";
    if (!file.contains(found)) {
      throw new IllegalStateException("training.asl.json has no " + found);
    }
    return file.replace(found, "$started_here >= 2");
  }

  @Override
  public void close() {
    crew.close();
  }
}
