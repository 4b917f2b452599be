package dev.rondo.faults;

import dev.rondo.faults.service.Fault;
import dev.rondo.faults.service.World;
import java.time.Duration;

/**
 * An operator who starts the rounds of a job by hand: starts one after another and restarts a round
 * that ended without a result. He also stops, duplicates, abandons and rolls back at the wrong
 * moments.
 */
final class Operator implements RoundStarter {

  private static final int MAX_ATTEMPTS = 60;

  private final World world;
  private final Console console;
  private final int rounds;
  private final LastRounds leaving;
  private int round;
  private int attempts;

  Operator(World world, Console console, int rounds) {
    this.world = world;
    this.console = console;
    this.rounds = rounds;
    this.leaving = new LastRounds(world, console);
  }

  @Override
  public int lastRound() {
    return Math.max(Math.min(round, rounds), leaving.last());
  }

  @Override
  public void begin() {
    run(1);
  }

  private void run(int next) {
    round = next;
    attempts = 0;
    if (next > rounds) {
      leaving.begin(next);
    } else {
      start();
      meddle();
    }
  }

  private void start() {
    attempts++;
    int mine = round;
    console
        .startRound(mine)
        .onEnd(ended -> world.fibers().after(world.about(2_000), () -> ended(mine)));
  }

  private void ended(int of) {
    if (of != round) {
      return;
    }
    if (!console.hasResult(of)) {
      if (console.isBudgetSpent()) {
        world.fibers().after(RoundStarter.LAST_WAIT, world.fibers()::finish);
      } else if (attempts < MAX_ATTEMPTS) {
        world.fibers().after(world.about(20_000), this::startAgain);
      } else {
        world.fibers().finish();
      }
    } else if (world.mischief().strikes(Fault.ROLLED_BACK, "between two rounds")) {
      console.rollBack(of, () -> run(of + 1));
    } else {
      run(of + 1);
    }
  }

  private void startAgain() {
    if (console.hasResult(round)) {
      ended(round);
    } else {
      start();
    }
  }

  /** An operation that another operator does at any time. */
  private void meddle() {
    int mine = round;
    double soon = console.deadlines(0.3);
    if (world.mischief().strikes(Fault.ROUND_STARTED_TWICE, "round " + mine)) {
      Duration delay = world.about(world.below(2) == 0 ? 500 : soon);
      world.fibers().after(delay, () -> console.startRound(mine));
    }
    if (world.mischief().strikes(Fault.WRONG_ROUND_STARTED, "round " + (mine + 1))) {
      world.fibers().after(world.about(soon), () -> console.startRound(mine + 1));
    }
    if (world.mischief().strikes(Fault.ROUND_ABANDONED, "round " + mine)) {
      double moment = world.below(2) == 0 ? soon : console.deadlines(1);
      world.fibers().after(world.about(moment), () -> console.abandon(mine));
    }
    if (world.mischief().strikes(Fault.ROLLED_BACK, "during round " + mine)) {
      world.fibers().after(world.about(soon), () -> console.rollBack(round, () -> {}));
    }
  }
}
