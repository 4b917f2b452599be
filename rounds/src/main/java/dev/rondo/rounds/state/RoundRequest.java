package dev.rondo.rounds.state;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.ObjectKeys;

/**
 * The round that a step works on.
 *
 * @param job the job
 * @param round the round, from 1
 */
public record RoundRequest(String job, int round) {

  public RoundRequest {
    if (!ObjectKeys.isJob(job)) {
      throw new InvalidInputException(
          "job must be " + ObjectKeys.JOB_FORM + ", but is \"" + job + "\"");
    }
    if (round < 1 || round > ObjectKeys.MAX_ROUND) {
      throw new InvalidInputException(
          "round must be 1 to " + ObjectKeys.MAX_ROUND + ", but is " + round);
    }
  }
}
