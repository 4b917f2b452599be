package dev.rondo.faults;

import dev.rondo.faults.service.World;

/**
 * What an operator does after the rounds of a schedule: he opens one more round and abandons it at
 * a random moment, and lets the next one run to its end. So each schedule shows that its job can go
 * on from where it stands.
 */
final class LastRounds {

  private static final int MAX_ATTEMPTS = 60;

  private final World world;
  private final Console console;
  private int abandoned;
  private int last;
  private int attempts;

  LastRounds(World world, Console console) {
    this.world = world;
    this.console = console;
  }

  /** The last round that must have ended; 0 before the first of these rounds. */
  int last() {
    return last;
  }

  /**
   * @param next the round to abandon
   */
  void begin(int next) {
    abandoned = next;
    last = next + 1;
    console.startRound(next);
    world.fibers().after(world.about(console.deadlines(0.2)), this::leave);
  }

  private void leave() {
    if (console.hasResult(abandoned)) {
      attempts = 0;
      run();
    } else if (console.isBudgetSpent()) {
      world.fibers().after(RoundStarter.LAST_WAIT, world.fibers()::finish);
    } else if (attempts++ < MAX_ATTEMPTS) {
      // Started again, too: a round that could not be opened cannot be abandoned.
      console.startRound(abandoned);
      console.abandon(abandoned);
      world.fibers().after(world.about(20_000), this::leave);
    } else {
      world.fibers().finish();
    }
  }

  private void run() {
    if (console.hasResult(last) || console.isBudgetSpent()) {
      world.fibers().after(RoundStarter.LAST_WAIT, world.fibers()::finish);
    } else if (attempts++ < MAX_ATTEMPTS) {
      console.startRound(last).onEnd(ended -> world.fibers().after(world.about(20_000), this::run));
    } else {
      world.fibers().finish();
    }
  }
}
