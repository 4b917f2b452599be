package dev.rondo.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.World;
import dev.rondo.statemachine.Execution;
import dev.rondo.statemachine.StateMachines;
import java.util.Optional;

/**
 * An operator who lets the training state machine run the rounds: restarts it from the first round
 * without a result if it was stopped or has failed, and interferes while it runs.
 */
final class Trainer implements RoundStarter {

  private static final int MAX_ATTEMPTS_A_ROUND = 60;

  private final World world;
  private final StateMachines machines;
  private final Console console;
  private final int rounds;
  private final LastRounds leaving;
  private int attempts;
  private int lastRound;

  Trainer(Services services, Console console, int rounds) {
    this.world = services.world();
    this.machines = services.machines();
    this.console = console;
    this.rounds = rounds;
    this.lastRound = rounds;
    this.leaving = new LastRounds(world, console);
  }

  @Override
  public int lastRound() {
    return Math.max(lastRound, leaving.last());
  }

  @Override
  public void begin() {
    int first = 1;
    while (first <= rounds && console.hasResult(first)) {
      first++;
    }
    if (first > rounds) {
      leaving.begin(first);
    } else if (attempts++ < MAX_ATTEMPTS_A_ROUND * rounds) {
      follow(console.startTraining(first));
      meddle(first);
    } else {
      world.fibers().finish();
    }
  }

  private void follow(Execution training) {
    training.onEnd(ended -> world.fibers().after(world.about(2_000), () -> ended(ended)));
  }

  private void ended(Execution training) {
    if (training.status() != Execution.Status.SUCCEEDED) {
      world.fibers().after(world.about(20_000), this::begin);
      return;
    }
    JsonNode output = training.output().orElseThrow();
    Optional<Execution> next = machines.execution(output.path("continued_as").asText());
    if (next.isPresent()) {
      follow(next.get());
    } else {
      lastRound = output.path("last_round").asInt(rounds);
      leaving.begin(lastRound + 1);
    }
  }

  /** An operation that another operator does at any time. */
  private void meddle(int first) {
    double soon = console.deadlines(0.5);
    if (world.mischief().strikes(Fault.EXECUTION_STOPPED, "a round of the training")) {
      world.fibers().after(world.about(soon), this::stopRounds);
    }
    if (world.mischief().strikes(Fault.ROUND_STARTED_TWICE, "training from round " + first)) {
      world.fibers().after(world.about(soon), () -> console.startTraining(first));
    }
    if (world.mischief().strikes(Fault.WRONG_ROUND_STARTED, "during the training")) {
      int round = 1 + world.below(rounds);
      world.fibers().after(world.about(soon), () -> console.startRound(round));
    }
    if (world.mischief().strikes(Fault.ROUND_ABANDONED, "during the training")) {
      int round = first + world.below(rounds - first + 1);
      world.fibers().after(world.about(2 * soon), () -> console.abandon(round));
    }
    if (world.mischief().strikes(Fault.ROLLED_BACK, "during the training")) {
      world.fibers().after(world.about(2 * soon), () -> console.rollBack(rounds, () -> {}));
    }
  }

  private void stopRounds() {
    machines.executions(Console.ROUND).stream()
        .filter(round -> round.status() == Execution.Status.RUNNING)
        .forEach(console::stop);
  }
}
