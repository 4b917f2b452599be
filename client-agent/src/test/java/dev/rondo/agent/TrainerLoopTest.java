package dev.rondo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.rondo.agent.training.ProgramLearner;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.trainer.Cancellation;
import dev.rondo.trainer.TrainTask;
import dev.rondo.trainer.TrainerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose models are trained by a program. */
class TrainerLoopTest {

  private static final Duration MINUTES = Duration.ofMinutes(10);
  private static final String[] NO_DATASET = {"dataset", "none", "deadline_seconds", "36000"};

  private static final Measurement MEASURED = new Measurement(9, Map.of("accuracy", 0.5));

  @TempDir Path folder;

  private final List<TrainTask> tasks = new ArrayList<>();
  private int failures;

  /** A program that notes what it is asked, and fails a few times first. */
  private final class Program implements ProgramLearner.Program {

    @Override
    public LocalResult train(TrainTask task, float[] base, Cancellation cancellation) {
      tasks.add(task);
      if (failures-- > 0) {
        throw new TrainerException("The trainer failed: it exited (exit code 1)\n  no memory");
      }
      Optional<Measurement> measured = Optional.of(MEASURED);
      if (!task.plan().trains()) {
        return new LocalResult(new float[0], 9, OptionalDouble.empty(), measured);
      }
      float[] delta = new float[base.length];
      delta[1] = 2;
      return new LocalResult(delta, 17, OptionalDouble.of(0.25), measured);
    }

    @Override
    public void close() {}
  }

  private World world(String... settings) {
    World world = new World(folder, settings);
    world.program = Optional.of(new Program());
    return world;
  }

  @Test
  void aPlanWithoutADataSetNeedsNoDataShard() throws IOException {
    World world = world(NO_DATASET).openWithSeats(1, 1).run(MINUTES);

    assertThat(world.states()).containsExactly("training", "uploaded", "stopping");
    assertThat(world.line("uploaded").path("training_seconds").asDouble()).isZero();
    assertThat(world.update(1).examples()).isEqualTo(17);
    assertThat(world.update(1).trainLoss()).hasValue(0.25);
    assertThat(world.update(1).dataShard()).isEmpty();
    assertThat(world.job.memory.list("leases/")).isEmpty();
    TrainTask task = tasks.get(0);
    assertThat(task.plan()).isEqualTo(world.job.plan(1));
    assertThat(task.client()).isEqualTo(World.CLIENT);
    assertThat(task.shard()).isEmpty();
    assertThat(task.partition()).isEmpty();
  }

  @Test
  void whatTheTrainerMeasuresIsInTheUpdateIfThePlanWantsIt() throws IOException {
    World world = world(NO_DATASET).openWithSeats(1, 1).run(MINUTES);
    assertThat(world.update(1).measured()).isEmpty();

    String[] measuring = {"dataset", "none", "deadline_seconds", "36000", "evaluate_every", "0"};
    World other = new World(folder.resolve("other"), measuring);
    other.program = Optional.of(new Program());
    other.openWithSeats(1, 1).run(MINUTES);
    assertThat(other.update(1).measured()).contains(MEASURED);
  }

  @Test
  void inARoundThatOnlyMeasuresTheUpdateHasNoTensors() throws IOException {
    World world = world(NO_DATASET).openWithSeats(1, 1);
    world.changePlan(1, "task", TextNode.valueOf("evaluate"));
    world.changePlan(1, "client_evaluation", BooleanNode.TRUE);
    world.run(MINUTES);

    assertThat(world.states()).containsExactly("training", "uploaded", "stopping");
    assertThat(world.update(1).measured()).contains(MEASURED);
    assertThat(world.update(1).examples()).isEqualTo(9);
  }

  @Test
  void theSeedIsThatOfATrainingWithoutAProgram() {
    world(NO_DATASET).openWithSeats(1, 1).run(MINUTES);
    World other = new World(folder.resolve("other")).push(1).openWithSeats(1, 1).run(MINUTES);

    assertThat(other.seeds).containsExactly(tasks.get(0).seed());
  }

  @Test
  void aDataSetOfTheBucketIsLeasedAndItsFileIsForTheTrainer() throws IOException {
    World world = world().push(1).openWithSeats(1, 1).run(MINUTES);

    Path file = tasks.get(0).shard().orElseThrow();
    assertThat(file).isAbsolute();
    try (InputStream in = Files.newInputStream(file)) {
      assertThat(DataShardFile.read(in, Files.size(file), "it").size())
          .isEqualTo(World.Examples.COUNT);
    }
    assertThat(world.update(1).dataShard()).contains("shard-00000");
    assertThat(lease(world).until()).isEqualTo(Lease.RELEASED);
  }

  @Test
  void aTrainerThatFailsCostsOneTurnAndTheSeatIsForAnother() {
    failures = 1;
    World world = world(NO_DATASET).openWithSeats(1, 1).run(MINUTES);

    assertThat(world.states())
        .containsExactly("training", "trainer_failed", "training", "uploaded", "stopping");
    assertThat(world.line("trainer_failed").path("level").asText()).isEqualTo("warn");
    assertThat(world.line("trainer_failed").path("message").asText())
        .isEqualTo("The trainer failed: it exited (exit code 1)\n  no memory");
    Instant failed = Instant.parse(world.line("trainer_failed").path("time").asText());
    Instant again = Instant.parse(world.lines().get(2).path("time").asText());
    assertThat(Duration.between(failed, again)).isGreaterThanOrEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void aTrainerThatAlwaysFailsIsAskedEverMoreSeldom() {
    failures = Integer.MAX_VALUE;
    World world = world(NO_DATASET);
    world.worker.take(Duration.ofSeconds(1));

    world.openWithSeats(1, 1).run(Duration.ofHours(1));

    assertThat(tasks.size()).isBetween(20, 200);
    assertThat(world.uploaded(1)).isFalse();
    assertThat(world.nextSeatIn()).isPresent();
  }

  @Test
  void aTrainingThatWasCanceledDoesNotReachTheTrainer() {
    World world = world(NO_DATASET).openWithSeats(1, 1);
    world.worker.take(Duration.ofHours(1));

    world.run(MINUTES);

    assertThat(world.states()).containsExactly("training", "handed_back", "stopping");
    assertThat(tasks).isEmpty();
    assertThat(world.nextSeatIn()).contains(Duration.ZERO);
  }

  @Test
  void anAgentWithoutATrainerRefusesAPlanWithoutADataSet() {
    World world = world(NO_DATASET).openWithSeats(1, 1);
    world.program = Optional.empty();

    world.run(MINUTES);

    assertThat(world.line("refused").path("message").asText())
        .contains("it has no data set. Give this agent a trainer (--trainer) or data (--data)");
  }

  private static Lease lease(World world) {
    return new Documents(world.job.memory)
        .require(ObjectKeys.lease("mnist", "shard-00000"), Lease.class);
  }
}
