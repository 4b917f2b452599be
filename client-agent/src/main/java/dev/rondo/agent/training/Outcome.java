package dev.rondo.agent.training;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The result of the work for a seat. */
public sealed interface Outcome {

  /**
   * The update is in the bucket.
   *
   * @param examples examples trained on; empty with differential privacy, which logs must not show
   * @param trainLoss mean loss of the last epoch; empty if the trainer does not tell, or likewise
   * @param training how long training took, without downloads and upload
   */
  record Uploaded(OptionalLong examples, OptionalDouble trainLoss, Duration training)
      implements Outcome {}

  /** This agent rejects the plan. */
  record Refused(String problem) implements Outcome {}

  /** The trainer program failed; the problem ends with the last lines of its log. */
  record TrainerFailed(String problem) implements Outcome {}

  /** No data shard is free at the moment. */
  record NoDataShard(String problem, Optional<Instant> until) implements Outcome {}

  /** The work was canceled before an update was uploaded. */
  record Abandoned() implements Outcome {}
}
