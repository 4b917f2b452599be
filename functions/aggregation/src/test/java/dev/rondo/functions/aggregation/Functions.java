package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.functions.testing.Invocation;
import dev.rondo.functions.testing.RecordedLines;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.testing.RecordingQueue;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.testing.TokenSignal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * All functions around the test job, as one deployment has them. Its nonces are the test job's, so
 * that an update can be uploaded without taking a seat.
 */
final class Functions {

  private static final RandomGenerator RANDOM = new SplittableRandom(1);

  static final String BUCKET = "rondo-test";

  /** The token in await-quorum.json. */
  static final String TOKEN = "AQCEAAAAKgAAAAMAAAAAAAAAAR5c/0yxUNkGgrNNfXy3SJoQJTjNBPBAhC3M=";

  final TestJob job;
  final MemoryStore memory;
  final RecordingQueue queue = new RecordingQueue();
  final TokenSignal signal = new TokenSignal();
  final Set<String> running = new HashSet<>();
  final RecordedLines lines = new RecordedLines();
  private final Surroundings surroundings;

  /** The job with these settings, given as name and value in turn. */
  Functions(String... settings) {
    this(TestJob.created(settings));
  }

  private Functions(TestJob job) {
    this(job, job.memory);
  }

  private Functions(TestJob job, ObjectStore store) {
    this.job = job;
    this.memory = job.memory;
    this.surroundings = new Surroundings(store, () -> job.now, lines, RecordedLines.NAMESPACE);
  }

  /** The same deployment over another store, which is to be on top of this one's memory. */
  Functions through(ObjectStore store) {
    return new Functions(job, store);
  }

  JsonNode openRound(String json) {
    return Invocation.call(
        new OpenRoundHandler(
            surroundings, queue, running::contains, signal, new SplittableRandom(1)),
        json);
  }

  JsonNode awaitQuorum() {
    return Invocation.callWithFile(
        new AwaitQuorumHandler(surroundings, signal), "await-quorum.json");
  }

  JsonNode fold(String file) {
    return Invocation.callWithFile(worker(), file);
  }

  FoldUpdatesHandler worker() {
    return new FoldUpdatesHandler(surroundings, signal, BUCKET);
  }

  JsonNode aggregate(int round) {
    return Invocation.call(
        new AggregateHandler(surroundings, Reads.oneByOne(), RANDOM), request(round));
  }

  JsonNode foldPart(String json) {
    return Invocation.call(new FoldPartHandler(surroundings, ReadingThreads.reads(), RANDOM), json);
  }

  JsonNode close(int round) {
    return Invocation.call(new CloseRoundHandler(surroundings, Reads.oneByOne()), request(round));
  }

  JsonNode close(String json) {
    return Invocation.call(new CloseRoundHandler(surroundings, Reads.oneByOne()), json);
  }

  static String file(String name) {
    return new String(Invocation.file(name), StandardCharsets.UTF_8);
  }

  private static String request(int round) {
    return "{\"job\":\"" + TestJob.ID + "\",\"round\":" + round + "}";
  }

  /** Uploads what a client with this seat has learned: a 1 in one place. */
  void upload(int round, Seat seat, String client, int place, double trainLoss) {
    Plan plan = job.plan(round);
    float[] delta = new float[TestJob.CLIENTS];
    delta[place] = 1;
    new ClientRound(memory, client, () -> plan.openedAt())
        .upload(plan, seat, new LocalResult(delta, place + 1L, trainLoss));
  }

  /** Uploads bytes that are no update. */
  void uploadRubbish(int round, String client) {
    memory.put(
        ObjectKeys.update(TestJob.ID, round, client),
        Content.of("rubbish".getBytes(StandardCharsets.UTF_8)));
  }

  void pass(Duration time) {
    job.now = job.now.plus(time);
  }
}
