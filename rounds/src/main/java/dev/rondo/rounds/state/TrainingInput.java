package dev.rondo.rounds.state;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.Target;

/** The input of an execution of the training's state machine. */
public final class TrainingInput {

  private TrainingInput() {}

  /** Trains a job from a round on, until its target or its last round. */
  public static ObjectNode of(JobConfig job, int firstRound) {
    ObjectNode input =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", job.job())
            .put("first_round", firstRound)
            .put("last_round", job.rounds())
            .put("target_accuracy", job.targetAccuracy());
    job.target().filter(target -> !target.isAccuracy()).ifPresent(target -> put(input, target));
    return input;
  }

  private static void put(ObjectNode input, Target target) {
    input
        .put("target_metric", target.metric().name())
        .put("target_value", target.value())
        .put("target_smaller", target.metric().smaller());
  }
}
