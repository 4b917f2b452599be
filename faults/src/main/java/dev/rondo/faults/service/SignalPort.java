package dev.rondo.faults.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.rounds.state.Executions;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.statemachine.Execution;
import dev.rondo.statemachine.StateMachines;
import java.util.function.Supplier;

/** Step Functions as one actor sees it: task tokens, and what executions there are. */
public final class SignalPort implements RoundSignal, Executions {

  private final World world;
  private final StateMachines machines;
  private final Actor actor;

  public SignalPort(World world, StateMachines machines, Actor actor) {
    this.world = world;
    this.machines = machines;
    this.actor = actor;
  }

  /** A token that was used already is refused. */
  @Override
  public boolean quorumReached(String token) {
    Supplier<Boolean> send =
        () -> machines.sendTaskSuccess(token, JsonNodeFactory.instance.objectNode());
    return world.write(actor, "SEND token " + token, StoreException::new, send, send);
  }

  @Override
  public boolean isRunning(String execution) {
    return world.read(
        actor,
        "ASK whether " + execution + " runs",
        StoreException::new,
        () ->
            machines
                .execution(execution)
                .filter(e -> e.status() == Execution.Status.RUNNING)
                .isPresent());
  }
}
