package dev.rondo.rounds.testing;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.testing.RecordingQueue;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.Blocks;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.privacy.NoiseSecret;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.Nonces;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.AwaitQuorum;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.rounds.step.Evaluate;
import dev.rondo.rounds.step.FoldPart;
import dev.rondo.rounds.step.FoldUpdates;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.step.OpenRound;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.step.UpdateEvent;
import dev.rondo.settings.RawSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job of six clients whose updates are one-hot: client k's has a 1 at k and 0 elsewhere. In the
 * mean of n updates each client that counted once shows as 1/n, and one that counted twice as 2/n.
 */
public final class TestJob {

  public static final String ID = "one-hot";
  public static final int CLIENTS = 6;
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  public static final ModelLayout LAYOUT =
      ModelLayout.of(TensorSpec.of("w", 2, 2), TensorSpec.of("b", CLIENTS - 4));
  public static final Nonces NONCES =
      new Nonces("a secret of 16 bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8));

  private static final Map<String, String> SETTINGS =
      Map.of(
          "job", ID,
          "model", "test",
          "clients", Integer.toString(CLIENTS),
          "fraction", "1",
          "quorum", "4",
          "minimum", "2",
          "aggregation", "unweighted");

  public final MemoryStore memory;
  public final ObjectStore store;
  public final RecordingQueue queue = new RecordingQueue();
  public final TokenSignal signal = new TokenSignal();
  public final Set<String> running = new HashSet<>(Set.of("execution"));
  public Instant now = START;
  private final ServerOptimizer optimizer;

  /** Into how many parts a model is cut where the rule is a mean. */
  public int parts;

  /** On how many slices distances are measured; 0 for as many as there are parts. */
  public int distanceSlices;

  /** In how many groups the decision about a whole model is folded. */
  public int groups;

  /** How parts read. */
  public Reads reads = Reads.oneByOne();

  /** What the master does for a round, at most. */
  public RoundLimits limits = RoundLimits.standard();

  /** From what the noise of private rounds is drawn. */
  public NoiseKeys noise = (plan, digest) -> NoiseSecret.key(new byte[32], plan, digest);

  private TestJob(MemoryStore memory, ObjectStore store, ServerOptimizer optimizer) {
    this.memory = memory;
    this.store = store;
    this.optimizer = optimizer;
  }

  /** The job with these settings, given as name and value in turn, and a model of zeros. */
  public static TestJob created(String... settings) {
    return created(LAYOUT, settings);
  }

  /** Likewise, with a model of these tensors. Its updates have to be given. */
  public static TestJob created(ModelLayout layout, String... settings) {
    return created(layout, new float[layout.parameterCount()], settings);
  }

  /** Likewise, with these numbers. */
  public static TestJob created(ModelLayout layout, float[] initial, String... settings) {
    MemoryStore memory = new MemoryStore();
    JobConfig config = config(settings);
    new InitializeJob(memory).run(config, layout, initial, START);
    ServerOptimizer optimizer = config.optimizer();
    return new TestJob(memory, memory, optimizer);
  }

  public static JobConfig config(String... settings) {
    RawSettings all = RawSettings.empty();
    for (Map.Entry<String, String> entry : SETTINGS.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue(), "test");
    }
    for (int i = 0; i < settings.length; i += 2) {
      all = all.with(settings[i], settings[i + 1], "test");
    }
    return JobConfig.of(all);
  }

  /** The same job seen through another store, which is to be on top of this one's memory. */
  public TestJob through(ObjectStore other) {
    return like(new TestJob(memory, other, optimizer));
  }

  /** The same job whose versions another optimizer computes. */
  public TestJob optimizedBy(ServerOptimizer other) {
    return like(new TestJob(memory, store, other));
  }

  /** The same job in a world of its own from here on. */
  public TestJob copy() {
    MemoryStore copy = memory.copy();
    return like(new TestJob(copy, copy, optimizer));
  }

  private TestJob like(TestJob other) {
    other.parts = parts;
    other.distanceSlices = distanceSlices;
    other.groups = groups;
    other.reads = reads;
    other.limits = limits;
    other.noise = noise;
    return other;
  }

  public static RoundRequest request(int round) {
    return new RoundRequest(ID, round);
  }

  public OpenRound.Opened open(int round) {
    return open(round, "execution");
  }

  public OpenRound.Opened open(int round, String execution) {
    return new OpenRound(
            store,
            queue,
            NONCES,
            running::contains,
            size -> new Division(parts, distanceSlices > 0 ? distanceSlices : parts),
            ClientSample.NONE,
            OpenRound.SEATS_AT_ONCE,
            () -> now)
        .run(request(round), execution, TrainingOverrides.none());
  }

  public Plan plan(int round) {
    return new Documents(memory).require(ObjectKeys.plan(ID, round), Plan.class);
  }

  public AwaitQuorum awaitQuorum() {
    return new AwaitQuorum(store, signal);
  }

  public static String client(int client) {
    return "c" + client;
  }

  /** A seat of a round with one for each client. */
  public static Seat seat(int round, int seat) {
    return seat(round, seat, CLIENTS);
  }

  /** A seat of a round with this number of seats. */
  public static Seat seat(int round, int seat, int seats) {
    return new Seat(ID, round, seat, NONCES.seats(ID, round, seats).nonce(seat));
  }

  /** Uploads a client's one-hot update; returns the event. */
  public UpdateEvent upload(int round, int client) {
    float[] delta = new float[CLIENTS];
    delta[client] = 1;
    return upload(round, client, new LocalResult(delta, client + 1L, 0.5));
  }

  /** Uploads what a client has learned; returns the event. */
  public UpdateEvent upload(int round, int client, LocalResult result) {
    Plan plan = plan(round);
    new ClientRound(store, client(client), () -> now)
        .upload(plan, seat(round, client, plan.seats()), result);
    return event(round, client);
  }

  /** Uploads any bytes in a client's name; returns the event. */
  public UpdateEvent upload(int round, int client, byte[] bytes) {
    store.put(ObjectKeys.update(ID, round, client(client)), Content.of(bytes));
    return event(round, client);
  }

  /** The event of an upload. */
  public UpdateEvent event(int round, int client) {
    String key = ObjectKeys.update(ID, round, client(client));
    return new UpdateEvent("event-" + client, key, memory.bytes(key).length);
  }

  public Set<String> fold(UpdateEvent... events) {
    return new FoldUpdates(store, awaitQuorum()).run(List.of(events)).again();
  }

  public Aggregate.Outcome aggregate(int round) {
    Resources resources = new Resources(reads, 1, Blocks.standard(), limits);
    return new Aggregate(store, optimizer, () -> now, resources, (p, c, s, u) -> groups, noise)
        .run(request(round));
  }

  public void foldPart(int round, int part, Phase phase) {
    new FoldPart(store, optimizer, Resources.of(reads, 1), noise).run(request(round), part, phase);
  }

  /** Aggregates as the state machine does: whatever parts have to do is done in between. */
  public Aggregate.Outcome aggregateInParts(int round) {
    while (true) {
      Aggregate.Outcome outcome = aggregate(round);
      if (outcome.status() != Aggregate.Outcome.Status.FAN_OUT) {
        return outcome;
      }
      outcome.parts().forEach(n -> foldPart(round, n, outcome.phase().orElseThrow()));
    }
  }

  public Evaluation evaluate(int round) {
    return new Evaluate(
            store, (model, parameters) -> Evaluation.of(10, 0.25, 0.75, List.of(0.5, 1.0)))
        .run(request(round));
  }

  public RoundResult close(int round) {
    return new CloseRound(store, () -> now).run(request(round), Optional.empty());
  }

  public VersionManifest manifest(int version) {
    return new Documents(memory).require(ObjectKeys.manifest(ID, version), VersionManifest.class);
  }

  public Decision contributors(int round) {
    return new Documents(memory).require(ObjectKeys.decision(ID, round), Decision.class);
  }

  public Latest latest() {
    return new LatestVersion(memory).read(ID);
  }

  public float[] model(int version) {
    return ModelFile.read(memory, manifest(version).modelKey(), LAYOUT);
  }

  public boolean exists(String key) {
    return memory.head(key).isPresent();
  }

  /** How often each client counts in the step from a version's parent to it, by client. */
  public double[] counts(int version) {
    VersionManifest manifest = manifest(version);
    float[] before = model(manifest.parent().orElseThrow());
    float[] after = model(version);
    double[] counts = new double[CLIENTS];
    Arrays.setAll(counts, k -> ((double) after[k] - before[k]) * manifest.totalWeight());
    // F32 rounds 1/n; the product is within a few ulps of the whole number that it stands for.
    Arrays.setAll(counts, k -> Math.rint(counts[k] * 1e5) / 1e5);
    return counts;
  }

  /** What a file has. */
  public static byte[] bytes(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
