package dev.rondo.faults;

import dev.rondo.faults.engine.Crew;
import dev.rondo.statemachine.Definitions;
import dev.rondo.statemachine.StateMachine;

/** What one schedule after another uses: the threads, and the state machine as it was read. */
public final class Stage implements AutoCloseable {

  private final Crew crew = new Crew();
  private final StateMachine round =
      StateMachine.load(Operator.ROUND, Definitions.round(), Functions.names());

  Crew crew() {
    return crew;
  }

  StateMachine round() {
    return round;
  }

  @Override
  public void close() {
    crew.close();
  }
}
