package dev.rondo.agent.training;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.training.LocalTrainer;
import dev.rondo.protocol.round.Plan;

/** Finds the trainer for a plan. */
@FunctionalInterface
public interface PlanTrainer {

  /**
   * A trainer for the plan's model and these examples.
   *
   * @throws IllegalArgumentException when there is none
   */
  LocalTrainer of(Plan plan, Dataset examples);
}
