package dev.rondo.agent.training;

import dev.rondo.agent.cache.AbandonedException;
import dev.rondo.agent.data.ExampleFiles;
import dev.rondo.agent.data.ExampleFiles.ExampleFile;
import dev.rondo.protocol.client.PersonalTensors;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.trainer.Cancellation;
import dev.rondo.trainer.CancelledException;
import dev.rondo.trainer.TrainTask;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Trains any model with a trainer, which is a program of its own.
 *
 * @param program the trainer
 * @param client this client's id
 * @param examples the client's examples
 * @param models where plans start from
 * @param personal the client's values of personal tensors
 * @param clock tells how long training takes
 */
public record ProgramLearner(
    Program program,
    String client,
    ExampleFiles examples,
    BaseModels models,
    PersonalTensors personal,
    InstantSource clock)
    implements Learner {

  /** A program that speaks the trainer protocol. */
  public interface Program extends AutoCloseable {

    /**
     * Trains this client.
     *
     * @throws CancelledException if the result is not needed any more
     * @throws dev.rondo.trainer.TrainerException if the program fails
     */
    LocalResult train(TrainTask task, float[] base, Cancellation cancellation);

    @Override
    void close();
  }

  @Override
  public Learned learn(Plan plan, long seed, Stage stage) throws IOException {
    float[] base = personal.base(plan, client, models.read(plan, stage::pass));
    // After the model: what is used last stays in the cache.
    ExampleFile file = examples.file(plan, stage::pass);
    TrainTask task = new TrainTask(plan, client, Optional.empty(), file.path(), seed);
    stage.pass();
    Instant begin = clock.instant();
    try {
      LocalResult result = program.train(task, base, stage.cancellation());
      personal.keep(plan, client, base, result.delta());
      return new Learned(result, file.dataShard(), Duration.between(begin, clock.instant()));
    } catch (CancelledException e) {
      throw new AbandonedException();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
