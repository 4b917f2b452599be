package dev.rondo.agent.training;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.training.LocalTrainer;
import dev.rondo.protocol.round.Plan;

/** Finds the trainer for a plan. */
@FunctionalInterface
public interface PlanTrainer {

  /**
   * A trainer of the plan's model that suits these examples.
   *
   * @throws IllegalArgumentException when there is none
   */
  LocalTrainer of(Plan plan, Dataset examples);
}
