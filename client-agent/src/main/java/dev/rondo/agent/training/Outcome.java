package dev.rondo.agent.training;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What came of the work for a seat. */
public sealed interface Outcome {

  /**
   * The update is in the bucket.
   *
   * @param examples examples trained on
   * @param trainLoss mean loss of the last epoch
   * @param training how long training took, without downloads and upload
   */
  record Uploaded(long examples, double trainLoss, Duration training) implements Outcome {}

  /** This agent cannot or will not do what the plan wants. */
  record Refused(String problem) implements Outcome {}

  /** There are no examples for this client at the moment. */
  record NoShard(String problem, Optional<Instant> until) implements Outcome {}

  /** The work was given up before there was an update. */
  record Abandoned() implements Outcome {}
}
