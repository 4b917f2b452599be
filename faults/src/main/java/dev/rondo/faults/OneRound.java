package dev.rondo.faults;

import dev.rondo.faults.service.World;
import java.time.Duration;

/** An operator who starts one round and leaves when it has ended. */
final class OneRound implements RoundStarter {

  private final World world;
  private final Console console;

  OneRound(World world, Console console) {
    this.world = world;
    this.console = console;
  }

  @Override
  public int lastRound() {
    return 1;
  }

  @Override
  public void begin() {
    console
        .startRound(1)
        .onEnd(ended -> world.fibers().after(Duration.ZERO, world.fibers()::finish));
  }
}
