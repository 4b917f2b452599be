package dev.rondo.rounds.state;

import dev.rondo.protocol.store.ObjectKeys;

/**
 * Which round a step is for.
 *
 * @param job the job
 * @param round the round, from 1
 */
public record RoundRequest(String job, int round) {

  public RoundRequest {
    if (!ObjectKeys.isJob(job)) {
      throw new IllegalArgumentException("'" + job + "' cannot be a job's id");
    }
    if (round < 1 || round > ObjectKeys.MAX_ROUND) {
      throw new IllegalArgumentException(
          "Rounds are 1 to " + ObjectKeys.MAX_ROUND + ", not " + round);
    }
  }
}
