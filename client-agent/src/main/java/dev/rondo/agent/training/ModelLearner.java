package dev.rondo.agent.training;

import dev.rondo.agent.data.ClientData;
import dev.rondo.agent.data.StoppableData;
import dev.rondo.agent.data.TrainingData;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.training.LocalTrainer;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.LocalResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Trains the models that Rondo knows, in this process.
 *
 * @param data the client's examples
 * @param models where plans start from
 * @param trainer how plans are trained
 * @param clock tells how long training takes
 */
public record ModelLearner(
    ClientData data, BaseModels models, PlanTrainer trainer, InstantSource clock)
    implements Learner {

  @Override
  public Learned learn(Plan plan, long seed, Stage stage) throws IOException {
    TrainingData training = data.load(plan, stage::pass);
    Dataset examples = training.examples();
    LocalTrainer local = trainer.of(plan, examples);
    float[] base = models.read(plan, stage::pass);
    Instant begin = clock.instant();
    LocalResult result =
        local.train(base, new StoppableData(examples, stage::pass), plan.training(), seed);
    return new Learned(result, training.dataShard(), Duration.between(begin, clock.instant()));
  }
}
