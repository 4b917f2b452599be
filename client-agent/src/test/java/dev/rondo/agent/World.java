package dev.rondo.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.agent.cache.FileCache;
import dev.rondo.agent.data.LeasedData;
import dev.rondo.agent.status.AgentState;
import dev.rondo.agent.status.HealthFile;
import dev.rondo.agent.status.StatusLines;
import dev.rondo.agent.time.SecondsRange;
import dev.rondo.agent.time.StopSignal;
import dev.rondo.agent.training.BaseModels;
import dev.rondo.agent.training.Learner;
import dev.rondo.agent.training.ModelLearner;
import dev.rondo.agent.training.PlanCheck;
import dev.rondo.agent.training.ProgramLearner;
import dev.rondo.agent.training.SeatWork;
import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.local.LocalTaskQueue;
import dev.rondo.local.VirtualTime;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.PersonalTensors;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.DataShardLeases;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.UpdateReader;
import dev.rondo.rounds.update.UpdateStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** One agent in virtual time, with a job, a queue and data; nothing in it takes real time. */
final class World {

  static final Duration VISIBILITY = Duration.ofMinutes(2);
  static final Duration HEARTBEAT = Duration.ofSeconds(30);
  static final String CLIENT = "c0";

  final VirtualTime time = new VirtualTime(TestJob.START);
  final TestJob job;
  final LocalTaskQueue seats = new LocalTaskQueue(time, VISIBILITY);
  final StopSignal stop = new StopSignal();
  final VirtualWorker worker = new VirtualWorker(time, stop);
  final List<Long> seeds = new ArrayList<>();
  final Path folder;
  ObjectStore store;
  TaskQueue queue = new Polling();
  Optional<ProgramLearner.Program> program = Optional.empty();
  SecureUploads secure = SecureUploads.NONE;
  float change = 1;
  double loss = 0.5;
  int polls;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  World(Path folder, String... settings) {
    this.folder = folder;
    this.job = TestJob.created(settings);
    this.store = job.memory;
  }

  /** Opens a round and puts its seats into the queue. */
  World open(int round) {
    return openWithSeats(round, Integer.MAX_VALUE);
  }

  /** Opens a round of which at most so many seats are left. */
  World openWithSeats(int round, int left) {
    int before = job.queue.published().size();
    job.now = time.instant();
    job.open(round);
    List<Seat> all = job.queue.published();
    seats.publish(all.subList(before, Math.min(all.size() - before, left) + before));
    return this;
  }

  /** Ends a round with what has been uploaded, and one update more. */
  void close(int round) {
    job.now = time.instant();
    job.upload(round, 1);
    job.aggregate(round);
    job.close(round);
  }

  /** Puts a data set of so many data shards into the bucket. */
  World push(int dataShards) {
    List<DataIndex.DataShard> names = new ArrayList<>();
    for (int i = 0; i < dataShards; i++) {
      String name = "shard-%05d".formatted(i);
      names.add(new DataIndex.DataShard(name, Examples.COUNT));
      job.memory.put(
          ObjectKeys.dataShard("mnist", name),
          DataShardFile.content("mnist", name, new Examples()));
    }
    DataIndex index = new DataIndex("mnist", List.of(2), 2, names);
    job.memory.put(ObjectKeys.dataIndex("mnist"), Content.of(Json.bytes(index)));
    return this;
  }

  /** Lets something happen at a moment from now. */
  World after(Duration delay, Runnable action) {
    time.after(delay, action);
    return this;
  }

  /** Lets the agent run for this long, then stops it. */
  World run(Duration duration) {
    time.after(duration, () -> stop.request("The test is over"));
    loop().run();
    return this;
  }

  AgentLoop loop() {
    try {
      StatusLines status =
          new StatusLines(new PrintStream(lines, true, StandardCharsets.UTF_8), time, CLIENT);
      AgentState state =
          new AgentState(new HealthFile(folder.resolve("health.json")), time, CLIENT);
      FileCache cache = new FileCache(folder.resolve("files"), 1_000_000, time);
      ClientRound round = new ClientRound(store, CLIENT, time, secure);
      LeasedData data = data(cache);
      SeatKeeper keeper =
          new SeatKeeper(
              queue,
              round,
              data,
              worker,
              new SeatKeeper.Timing(VISIBILITY, HEARTBEAT, Duration.ofSeconds(20)),
              time,
              stop,
              state,
              status);
      SeatWork.Means means = new SeatWork.Means(round, CLIENT, learner(data, cache));
      SeatService service =
          new SeatService(round, keeper, means, new PlanCheck(10, 1_000_000), time, state, status);
      return new AgentLoop(
          queue,
          data,
          service,
          stop,
          pause -> pass(time, pause, stop::isRequested),
          state,
          status,
          new SplittableRandom(1),
          new AgentLoop.Habits(
              new SecondsRange(15, 60),
              new SecondsRange(1, 3),
              new SecondsRange(1, 5),
              new SecondsRange(1, 60)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Learner learner(LeasedData data, FileCache cache) {
    BaseModels models = new BaseModels(store, cache);
    if (program.isPresent()) {
      return new ProgramLearner(
          program.get(),
          CLIENT,
          data,
          models,
          new PersonalTensors(folder.resolve("personal")),
          time);
    }
    return new ModelLearner(
        data, models, (plan, examples) -> (base, d, settings, seed) -> train(base, d, seed), time);
  }

  private LeasedData data(FileCache cache) {
    return new LeasedData(
        store,
        new DataShardLeases(store, time, CLIENT, Duration.ofMinutes(10), Duration.ofMinutes(1)),
        cache,
        time,
        folder,
        1_000_000);
  }

  private LocalResult train(float[] base, Dataset examples, long seed) {
    seeds.add(seed);
    examples.features(0, new float[2], 0);
    float[] delta = new float[base.length];
    delta[0] = change;
    return new LocalResult(delta, examples.size(), loss);
  }

  /** Lets virtual time pass, and what is to happen in it happen. */
  static void pass(VirtualTime time, Duration duration, BooleanSupplier until) {
    boolean[] over = {false};
    VirtualTime.Event end = time.after(duration, () -> over[0] = true);
    time.runUntil(() -> over[0] || until.getAsBoolean());
    time.cancel(end);
  }

  boolean uploaded(int round) {
    return job.exists(ObjectKeys.update(TestJob.ID, round, CLIENT));
  }

  /** The metadata of the agent's update. */
  ClientUpdate update(int round) throws IOException {
    byte[] file = job.memory.bytes(ObjectKeys.update(TestJob.ID, round, CLIENT));
    UpdateReader reader = new UpdateReader(job.plan(round));
    return ((UpdateStream) reader.open(new ByteArrayInputStream(file), file.length)).update();
  }

  void changePlan(int round, String field, JsonNode value) {
    String key = ObjectKeys.plan(TestJob.ID, round);
    ObjectNode plan = (ObjectNode) Json.tree(new Documents(job.memory).require(key, Plan.class));
    plan.set(field, value);
    job.memory.put(key, Content.of(Json.bytes(plan)));
  }

  /** The status lines, in order. */
  List<JsonNode> lines() {
    return lines
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> Json.parse(line, JsonNode.class, line))
        .toList();
  }

  /** What the status lines are about, in order. */
  List<String> states() {
    return lines().stream().map(line -> line.path("state").asText()).toList();
  }

  JsonNode line(String state) {
    return lines().stream()
        .filter(line -> line.path("state").asText().equals(state))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + state + " in " + states()));
  }

  /** When a seat would be to be had next. */
  Optional<Duration> nextSeatIn() {
    return seats.nextVisibleAt().map(at -> Duration.between(time.instant(), at));
  }

  Instant now() {
    return time.instant();
  }

  /** The queue with long polling: a poll that finds nothing waits for 20 seconds. */
  final class Polling implements TaskQueue {

    @Override
    public void publish(List<Seat> published) {
      seats.publish(published);
    }

    @Override
    public Optional<Delivery> receive() {
      polls++;
      Instant end = time.instant().plusSeconds(20);
      pass(
          time,
          Duration.ofSeconds(20),
          () -> seats.nextVisibleAt().map(at -> !at.isAfter(time.instant())).orElse(false));
      Optional<Delivery> found = seats.receive();
      if (found.isEmpty() && time.instant().isBefore(end)) {
        throw new AssertionError("A poll ended too soon");
      }
      return found;
    }

    @Override
    public void delete(String receipt) {
      seats.delete(receipt);
    }

    @Override
    public void changeVisibility(String receipt, Duration visibleAfter) {
      seats.changeVisibility(receipt, visibleAfter);
    }
  }

  /** Two examples of two numbers. */
  static final class Examples implements Dataset {

    static final int COUNT = 2;

    @Override
    public int size() {
      return COUNT;
    }

    @Override
    public List<Integer> exampleShape() {
      return List.of(2);
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public int label(int i) {
      return i;
    }

    @Override
    public void features(int i, float[] target, int offset) {
      target[offset] = i;
      target[offset + 1] = -i;
    }
  }
}
