package dev.rondo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.testing.FaultyStore;
import dev.rondo.rounds.testing.TestJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLoopTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private World world(String... settings) {
    return new World(folder, settings);
  }

  @Test
  void anAgentServesARoundAndTheSeatIsGone() {
    World world = world().push(3).openWithSeats(1, 1).run(Duration.ofMinutes(10));

    assertThat(world.states()).containsExactly("training", "uploaded", "stopping");
    assertThat(world.uploaded(1)).isTrue();
    assertThat(world.nextSeatIn()).isEmpty();
    assertThat(world.line("uploaded").path("examples").asInt()).isEqualTo(2);
    assertThat(world.line("uploaded").path("train_loss").asDouble()).isEqualTo(0.5);
    assertThat(world.line("uploaded").path("seconds").asDouble()).isEqualTo(40);
    assertThat(world.line("uploaded").path("client").asText()).isEqualTo("c0");
    assertThat(world.line("uploaded").path("round").asInt()).isEqualTo(1);
  }

  @Test
  void theWorkersAcceptWhatItUploads() {
    World world = world().push(3).openWithSeats(1, 1).run(Duration.ofMinutes(10));
    world.job.upload(1, 1);

    world.job.aggregate(1);

    assertThat(world.job.counts(1)).startsWith(1, 1, 0);
  }

  @Test
  void anAgentThatHasServedLeavesTheOtherSeatsToOthers() {
    World world = world().push(3).open(1);
    int all = world.job.queue.published().size();
    List<Seat> taken = new ArrayList<>();
    for (int second = 60; second < 600; second += 5) {
      world.after(
          Duration.ofSeconds(second),
          () ->
              world
                  .seats
                  .receive()
                  .ifPresent(
                      delivery -> {
                        taken.add(delivery.seat());
                        world.seats.delete(delivery.receipt());
                      }));
    }

    world.run(Duration.ofMinutes(10));

    assertThat(taken).hasSize(all - 1).doesNotHaveDuplicates();
    assertThat(world.states()).containsOnlyOnce("already_served", "training", "uploaded");
  }

  @Test
  void anAgentThatHasServedHidesFewSeats() {
    World world = world("deadline_seconds", "36000").push(3).openWithSeats(1, 2);

    world.run(Duration.ofHours(1));

    // The one seat that is left is handed back for 15 to 60 s, and found again after that.
    assertThat(world.polls).isBetween(60, 250);
    assertThat(world.nextSeatIn().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void heartbeatsKeepASeatThroughALongTraining() {
    World world = world("deadline_seconds", "36000").push(3).openWithSeats(1, 1);
    world.worker.take(Duration.ofHours(2));
    for (int minute = 1; minute < 120; minute++) {
      world.after(MINUTE.multipliedBy(minute), () -> assertThat(world.seats.receive()).isEmpty());
    }

    world.run(Duration.ofHours(3));

    assertThat(world.states()).containsExactly("training", "uploaded", "stopping");
  }

  @Test
  void trainingEndsWhenTheRoundHasClosed() {
    World world = world("deadline_seconds", "36000").push(3).openWithSeats(1, 1);
    world.worker.take(Duration.ofHours(1));
    world.after(
        Duration.ofMinutes(5),
        () -> {
          world.job.aggregate(1);
          world.job.close(1);
        });

    world.run(Duration.ofHours(2));

    assertThat(world.states()).containsExactly("training", "round_closed", "stopping");
    assertThat(world.line("round_closed").path("seconds").asDouble()).isBetween(300.0, 330.0);
    assertThat(world.uploaded(1)).isFalse();
    assertThat(world.nextSeatIn()).isEmpty();
  }

  @Test
  void aSeatOfARoundThatHasClosedIsThrownAway() {
    World world = world().push(3).openWithSeats(1, 2);
    world.job.aggregate(1);
    world.job.close(1);

    world.run(MINUTE);

    assertThat(world.states()).containsExactly("seat_out_of_date", "seat_out_of_date", "stopping");
    assertThat(world.nextSeatIn()).isEmpty();
  }

  @Test
  void anAgentThatStopsHandsItsSeatAndItsDataShardBackAtOnce() {
    World world = servedOnce();
    world.worker.take(Duration.ofHours(1));
    world.after(Duration.ofMinutes(2), () -> world.openWithSeats(2, 1));

    world.run(Duration.ofMinutes(10));

    assertThat(world.states())
        .containsExactly("training", "uploaded", "training", "handed_back", "stopping");
    assertThat(world.nextSeatIn()).contains(Duration.ZERO);
    assertThat(world.uploaded(2)).isFalse();
    assertThat(lease(world, 0)).isEqualTo(new Lease("c0", Lease.RELEASED));
  }

  @Test
  void anUploadThatHasBegunIsLetThroughWhenTheAgentStops() {
    World world = world().push(1).openWithSeats(1, 1);
    world.worker.uploadSlowly();
    world.run(Duration.ofSeconds(30));

    assertThat(world.states()).containsExactly("training", "uploaded", "stopping");
    assertThat(world.nextSeatIn()).isEmpty();
  }

  @Test
  void anUploadThatTakesTooLongDoesNotKeepTheAgentFromStopping() {
    World world = world().push(1).openWithSeats(1, 1);
    world.worker.take(Duration.ofHours(1));
    world.worker.uploadSlowly();
    world.run(Duration.ofSeconds(30));

    assertThat(world.states()).containsExactly("training", "handed_back", "stopping");
    assertThat(Duration.between(TestJob.START, world.now())).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void anAgentKilledAfterItsUploadHandsTheSeatBack() {
    World world = world().push(1).openWithSeats(1, 1);
    world.job.upload(1, 0);

    world.run(MINUTE);

    assertThat(world.states()).containsExactly("already_served", "stopping");
    assertThat(world.seeds).isEmpty();
    assertThat(world.nextSeatIn()).isPresent();
  }

  @Test
  void aPlanThatAsksForTooMuchIsRefusedAndTheSeatIsForAnother() {
    World world = world("epochs", "11", "deadline_seconds", "36000").push(1).openWithSeats(1, 1);

    world.run(Duration.ofHours(1));

    assertThat(world.line("refused").path("message").asText()).contains("11 epochs");
    assertThat(world.seeds).isEmpty();
    assertThat(world.nextSeatIn()).isPresent();
    assertThat(world.states().stream().filter("refused"::equals).count()).isBetween(20L, 200L);
  }

  @Test
  void aPlanThatMakesNoSenseNeitherKillsNorSpins() {
    World world = world().push(1).openWithSeats(1, 1);
    world.job.memory.put(
        ObjectKeys.plan(TestJob.ID, 1),
        Content.of("{\"nonsense\":".getBytes(StandardCharsets.UTF_8)));

    world.run(Duration.ofHours(1));

    assertThat(world.line("refused").path("message").asText()).contains("plan.json");
    assertThat(world.polls).isLessThan(400);
    assertThat(world.nextSeatIn()).isPresent();
  }

  @Test
  void aSeatWithoutAPlanIsLeftAlone() {
    World world = world().push(1);
    world.seats.publish(List.of(new Seat("no-such-job", 1, 0, "nonce")));

    world.run(Duration.ofHours(1));

    assertThat(world.line("refused").path("message").asText()).contains("no-such-job");
    assertThat(world.polls).isLessThan(400);
  }

  @Test
  void aPlanThatNamesAnotherModelsFileIsRefused() {
    World world = world().push(1).openWithSeats(1, 1);
    world.changePlan(1, "base_model", new TextNode("control/nonces.key"));

    world.run(MINUTE);

    assertThat(world.line("refused").path("message").asText()).contains("control/nonces.key");
  }

  @Test
  void aModelThatIsNotTheOneOfItsManifestIsNotTrained() {
    World world = world().push(1).openWithSeats(1, 1);
    String key = world.job.manifest(0).modelKey();
    byte[] model = world.job.memory.bytes(key);
    model[model.length - 1] ^= 1;
    world.job.memory.put(key, Content.of(model));

    world.run(MINUTE);

    assertThat(world.line("fault").path("message").asText()).contains("SHA-256");
    assertThat(world.seeds).isEmpty();
    assertThat(world.uploaded(1)).isFalse();
  }

  @Test
  void aBaseVersionThatCannotBeIsRefused() {
    World world = world().push(1).openWithSeats(1, 1);
    world.changePlan(1, "base_version", new IntNode(1));

    world.run(MINUTE);

    assertThat(world.line("refused").path("message").asText()).contains("base version is 1");
  }

  @Test
  void aRoundWhoseDeadlineHasPassedIsNotTrainedFor() {
    World world = world("deadline_seconds", "30").push(1).openWithSeats(1, 1);
    World.pass(world.time, Duration.ofMinutes(2), () -> false);

    world.run(MINUTE);

    assertThat(world.line("seat_out_of_date").path("message").asText())
        .contains("deadline has passed");
  }

  @Test
  void aStoreThatDoesNotAnswerIsAskedEverMoreSeldom() {
    World world = world("deadline_seconds", "36000").push(1).openWithSeats(1, 1);
    FaultyStore faulty = new FaultyStore(world.job.memory, call -> true, FaultyStore.Moment.BEFORE);
    world.store = faulty;

    world.run(Duration.ofHours(1));

    // Once a minute at the end; a seat is asked for every time, and handed back.
    assertThat(faulty.faults()).isBetween(40, 200);
    assertThat(world.nextSeatIn()).isPresent();
    assertThat(world.states()).contains("fault", "stopping");
  }

  @Test
  void afterAFaultTheAgentGoesOn() {
    World world = world("deadline_seconds", "36000").push(1).openWithSeats(1, 1);
    world.store = new FaultyStore(world.job.memory, call -> call <= 7, FaultyStore.Moment.BEFORE);

    world.run(Duration.ofMinutes(30));

    assertThat(world.states()).contains("fault", "uploaded");
  }

  @Test
  void aQueueThatDoesNotAnswerIsAskedEverMoreSeldom() {
    World world = world().push(1);
    int[] calls = {0};
    world.queue =
        new Failing(world.queue) {
          @Override
          public Optional<Delivery> receive() {
            calls[0]++;
            throw new StoreException("The queue does not answer");
          }
        };

    world.run(Duration.ofHours(1));

    assertThat(calls[0]).isBetween(40, 150);
  }

  @Test
  void aSeatThatWasLostIsNoticedAndTheUpdateStillCounts() {
    World world = world("deadline_seconds", "36000").push(1).openWithSeats(1, 1);
    world.worker.take(Duration.ofMinutes(10));
    world.queue =
        new Failing(world.queue) {
          @Override
          public void changeVisibility(String receipt, Duration visibleAfter) {
            throw new StoreException("The queue does not answer");
          }
        };

    world.run(Duration.ofMinutes(15));

    assertThat(world.states()).containsOnlyOnce("seat_lost").contains("uploaded");
    assertThat(world.uploaded(1)).isTrue();
  }

  @Test
  void withoutADataShardAnAgentWaitsUntilOneIsFree() {
    World world = world("deadline_seconds", "36000").push(1).openWithSeats(1, 1);
    Lease lease = new Lease("other", TestJob.START.plus(Duration.ofMinutes(20)));
    world.job.memory.put(ObjectKeys.lease("mnist", "shard-00000"), Content.of(Json.bytes(lease)));

    world.run(Duration.ofHours(1));

    assertThat(world.states()).contains("no_data_shard", "uploaded");
    Instant served = Instant.parse(world.line("uploaded").path("time").asText());
    assertThat(served).isAfter(lease.until().plus(MINUTE));
    assertThat(world.states().stream().filter("no_data_shard"::equals).count()).isLessThan(10);
  }

  @Test
  void anAgentThatLosesItsDataShardStopsTrainingOnIt() {
    World world = servedOnce();
    world.after(Duration.ofMinutes(2), () -> world.openWithSeats(2, 1));
    world.after(
        Duration.ofMinutes(4),
        () -> {
          Lease another = new Lease("other", world.now().plus(Duration.ofHours(3)));
          world.job.memory.put(
              ObjectKeys.lease("mnist", "shard-00000"), Content.of(Json.bytes(another)));
        });
    world.worker.take(Duration.ofHours(1));

    world.run(Duration.ofMinutes(20));

    assertThat(world.states())
        .startsWith("training", "uploaded", "training", "lease_lost")
        .doesNotContain("fault");
    assertThat(world.uploaded(2)).isFalse();
    assertThat(world.nextSeatIn()).isPresent();
  }

  /** One round is over, in which the agent has taken its data shard. */
  private World servedOnce() {
    World world = world("deadline_seconds", "36000").push(1).openWithSeats(1, 1);
    world.after(Duration.ofMinutes(1), () -> world.close(1));
    world.worker.takeAtFirst(Duration.ofSeconds(40));
    return world;
  }

  @Test
  void anUpdateStatesTheDataShardThatTheAgentLeased() throws IOException {
    World world = world().push(2).openWithSeats(1, 1).run(MINUTE);

    String lease = world.job.memory.keys("leases/").get(0);
    Optional<String> stated = world.update(1).dataShard();

    assertThat(stated.map(name -> ObjectKeys.lease("mnist", name))).contains(lease);
  }

  @Test
  void anIdleAgentKeepsItsDataShard() {
    World world = world().push(1).openWithSeats(1, 1);
    for (int minute = 2; minute < 120; minute++) {
      world.after(
          MINUTE.multipliedBy(minute),
          () -> assertThat(lease(world, 0).until()).isAfter(world.now()));
    }

    world.run(Duration.ofHours(2));

    assertThat(lease(world, 0)).isEqualTo(new Lease("c0", Lease.RELEASED));
  }

  @Test
  void dataThatAreNotThereAreNamed() {
    World world = world().openWithSeats(1, 1).run(MINUTE);

    assertThat(world.line("refused").path("message").asText())
        .contains("data/mnist/index.json")
        .contains("rondo data push");
  }

  @Test
  void aTrainingThatDivergedIsUploadedAndToldOf() {
    World world = world().push(1).openWithSeats(1, 1);
    world.loss = Double.NaN;

    world.run(MINUTE);

    assertThat(world.line("uploaded").path("level").asText()).isEqualTo("warn");
    assertThat(world.line("uploaded").path("train_loss").asText()).isEqualTo("NaN");
    assertThat(world.uploaded(1)).isTrue();
  }

  @Test
  void anAgentThatMayNotUploadDoesNotTrainAgainAtOnce() {
    World world = world("deadline_seconds", "36000").push(1).openWithSeats(1, 1);
    world.store =
        new FaultyStore(world.job.memory, call -> false, FaultyStore.Moment.BEFORE) {
          @Override
          public PutOutcome putIfAbsent(String key, Content content) {
            if (key.startsWith("updates/")) {
              throw new ForbiddenException("Cannot write " + key + ": 403");
            }
            return super.putIfAbsent(key, content);
          }
        };

    world.run(Duration.ofHours(1));

    assertThat(world.line("forbidden").path("message").asText()).contains("identity");
    assertThat(world.seeds).hasSizeBetween(5, 13);
  }

  @Test
  void theSameRoundIsTrainedWithTheSameSeedByTheSameClientAlone() {
    Set<Long> seeds = new HashSet<>();
    for (int time = 0; time < 2; time++) {
      World world = world().push(1).openWithSeats(1, 1).run(MINUTE);
      assertThat(world.seeds).hasSize(1);
      seeds.addAll(world.seeds);
    }

    assertThat(seeds).hasSize(1);
  }

  private static Lease lease(World world, int dataShard) {
    String key = ObjectKeys.lease("mnist", "shard-%05d".formatted(dataShard));
    return new Documents(world.job.memory).require(key, Lease.class);
  }

  private static class Failing implements TaskQueue {

    private final TaskQueue queue;

    Failing(TaskQueue queue) {
      this.queue = queue;
    }

    @Override
    public void publish(List<Seat> seats) {
      queue.publish(seats);
    }

    @Override
    public Optional<Delivery> receive() {
      return queue.receive();
    }

    @Override
    public void delete(String receipt) {
      queue.delete(receipt);
    }

    @Override
    public void changeVisibility(String receipt, Duration visibleAfter) {
      queue.changeVisibility(receipt, visibleAfter);
    }
  }
}
