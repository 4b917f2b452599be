package dev.rondo.rounds.privacy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.rounds.job.JobConfig;

/** Draws the clients of a round for a job whose account counts on a random sample. */
@FunctionalInterface
public interface ClientSample {

  /** Of a deployment, where clients come when they like: that is no random sample. */
  ClientSample NONE =
      (config, round) -> {
        throw new InvalidInputException(
            "privacy_sampling of job %s is poisson, which only a simulation can do: on AWS, clients take seats when they like. Create a job without it"
                .formatted(config.job()));
      };

  /** How many clients are in the sample of a round. */
  int size(JobConfig config, int round);
}
