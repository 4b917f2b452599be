package dev.rondo.agent.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.agent.cache.FileCache;
import dev.rondo.agent.data.ExampleFiles.ExampleFile;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.PersonalTensors;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.trainer.Cancellation;
import dev.rondo.trainer.CancelledException;
import dev.rondo.trainer.TrainTask;
import dev.rondo.trainer.TrainerException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The work for a seat with a trainer that is a program. */
class SeatWorkTest {

  private static final InstantSource CLOCK = () -> TestJob.START;

  @TempDir Path folder;

  private final TestJob job = TestJob.created();

  @BeforeEach
  void openARound() {
    job.open(1);
  }

  /** The work in which the program behaves like this. */
  private SeatWork work(Function<Cancellation, LocalResult> training) throws IOException {
    BaseModels models =
        new BaseModels(job.memory, new FileCache(folder.resolve("files"), 1_000_000, CLOCK));
    ProgramLearner.Program program =
        new ProgramLearner.Program() {
          @Override
          public LocalResult train(TrainTask task, float[] base, Cancellation cancellation) {
            return training.apply(cancellation);
          }

          @Override
          public void close() {}
        };
    ProgramLearner learner =
        new ProgramLearner(
            program,
            "c0",
            (plan, checkpoint) -> ExampleFile.none(),
            models,
            new PersonalTensors(folder.resolve("personal")),
            CLOCK);
    ClientRound round = new ClientRound(job.memory, "c0", CLOCK);
    return new SeatWork(
        new SeatWork.Means(round, "c0", learner), job.plan(1), job.queue.published().get(0));
  }

  private boolean uploaded() {
    return job.exists(ObjectKeys.update(TestJob.ID, 1, "c0"));
  }

  private static LocalResult result() {
    return new LocalResult(new float[TestJob.LAYOUT.parameterCount()], 5, 0.5);
  }

  @Test
  void whoGivesUpTheWorkCancelsTheRequestOfTheTrainer() throws IOException {
    SeatWork[] work = new SeatWork[1];
    work[0] =
        work(
            cancellation -> {
              assertThat(cancellation.isCancelled()).isFalse();
              assertThat(work[0].stage().abandon()).isTrue();
              assertThat(cancellation.isCancelled()).isTrue();
              throw new CancelledException();
            });

    assertThat(work[0].call()).isEqualTo(new Outcome.Abandoned());
    assertThat(uploaded()).isFalse();
  }

  @Test
  void anAnswerAfterThatIsNotUploaded() throws IOException {
    SeatWork[] work = new SeatWork[1];
    work[0] =
        work(
            cancellation -> {
              work[0].stage().abandon();
              return result();
            });

    assertThat(work[0].call()).isEqualTo(new Outcome.Abandoned());
    assertThat(uploaded()).isFalse();
  }

  @Test
  void whatTheTrainerHasTrainedIsUploaded() throws IOException {
    assertThat(work(cancellation -> result()).call()).isInstanceOf(Outcome.Uploaded.class);
    assertThat(uploaded()).isTrue();
  }

  @Test
  void aFailureOfTheTrainerIsAnOutcome() throws IOException {
    SeatWork work =
        work(
            cancellation -> {
              throw new TrainerException("The trainer failed: no data");
            });

    assertThat(work.call()).isEqualTo(new Outcome.TrainerFailed("The trainer failed: no data"));
  }
}
