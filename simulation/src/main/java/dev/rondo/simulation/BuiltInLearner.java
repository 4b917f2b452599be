package dev.rondo.simulation;

import dev.rondo.learning.BlasKernel;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.evaluation.Evaluator;
import dev.rondo.learning.evaluation.MeasuringTrainer;
import dev.rondo.learning.training.LocalTrainer;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.trainer.Cancellation;
import java.util.List;
import java.util.Optional;

/**
 * Trains and evaluates in this process.
 *
 * @param dataShards the examples of each client
 * @param test the test data
 */
record BuiltInLearner(
    LocalTrainer trainer, Evaluator evaluator, List<Dataset> dataShards, Dataset test)
    implements Learner {

  /** It keeps nothing beside the job. */
  @Override
  public void begin() {}

  @Override
  public void introduce(SimulationListener listener) {
    kernel().ifPresent(listener::kernel);
  }

  @Override
  public Optional<String> kernel() {
    return BlasKernel.inUse();
  }

  @Override
  public int examples(int client) {
    return dataShards.get(client).size();
  }

  /** A training that has begun runs to its end. No examples are held out of it. */
  @Override
  public LocalResult train(
      Plan plan, int client, float[] base, long seed, Cancellation cancellation) {
    LocalTrainer task = plan.trains() ? trainer : new MeasuringTrainer(evaluator);
    return task.train(base, dataShards.get(client), plan.training(), seed);
  }

  @Override
  public Evaluation evaluate(Plan plan, float[] parameters) {
    return evaluator.evaluate(parameters, test);
  }

  @Override
  public void close() {
    // It has nothing to close.
  }
}
