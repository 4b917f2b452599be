package dev.rondo.rounds.privacy;

import dev.rondo.protocol.random.Draws;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A Poisson sample of virtual clients: each is in it with the probability {@code fraction}. */
public final class PoissonSample implements ClientSample {

  @Override
  public int size(JobConfig config, int round) {
    return clients(config, round).size();
  }

  /** The clients of a round, from 0, in ascending order. */
  public static List<Integer> clients(JobConfig config, int round) {
    SplittableRandom random = new Draws(config.seed()).of(round, "sample");
    double probability = config.get(JobFields.FRACTION);
    return IntStream.range(0, config.clients())
        .filter(client -> random.nextDouble() < probability)
        .boxed()
        .toList();
  }
}
