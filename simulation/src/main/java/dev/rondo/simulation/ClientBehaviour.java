package dev.rondo.simulation;

import dev.rondo.protocol.random.Draws;
import dev.rondo.protocol.training.TrainingSettings;
import dev.rondo.rounds.job.JobConfig;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The behaviour of a virtual client in a round: its speed, its network delay, and whether it drops
 * out. All of it is a function of the seed, the round and the client.
 */
final class ClientBehaviour {

  /** Examples a second of a typical client. */
  private static final double TYPICAL_SPEED = 100;

  /** Spread of the speeds: the standard deviation of their logarithm. */
  private static final double SPEED_SPREAD = 0.3;

  private final Draws draws;
  private final JobConfig config;

  ClientBehaviour(JobConfig config) {
    this.draws = new Draws(config.seed());
    this.config = config;
  }

  /** Whether the client drops out in this round after taking a seat. */
  boolean dropsOut(int round, String client) {
    return draws.of(round, client, "drop-out").nextDouble() < config.dropOut();
  }

  /**
   * The time from taking the seat to the arrival of the update: delay + examples x epochs / speed.
   */
  Duration duration(int round, String client, int examples, TrainingSettings training) {
    SplittableRandom random = draws.of(round, client, "duration");
    double delay = 0.1 + 0.9 * random.nextDouble();
    double speed = TYPICAL_SPEED * StrictMath.exp(SPEED_SPREAD * gaussian(random));
    if (isStraggler(client)) {
      speed /= config.stragglers().factor();
    }
    double seconds = delay + (double) examples * training.epochs() / speed;
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /** Some clients are slow in every round. */
  private boolean isStraggler(String client) {
    return draws.of(0, client, "straggler").nextDouble() < config.stragglers().fraction();
  }

  /** Box and Muller 1958; SplittableRandom's own normal draws differ between Java versions. */
  private static double gaussian(SplittableRandom random) {
    double u = 1 - random.nextDouble();
    return StrictMath.sqrt(-2 * StrictMath.log(u))
        * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
