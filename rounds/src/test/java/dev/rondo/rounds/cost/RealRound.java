package dev.rondo.rounds.cost;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.ClientRound.Invitation;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.client.UpdateMasks;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.MaskRange;
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
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.privacy.NoiseSecret;
import dev.rondo.rounds.scale.Division;
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
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A round that the steps themselves run, on a store that counts who asks for what. */
public final class RealRound {

  private final MemoryStore memory = new MemoryStore();
  private final CountingStore store = new CountingStore(memory);
  private final CountingStore own = new CountingStore(new MemoryStore());
  private RecordingQueue queue = new RecordingQueue();
  private final Map<Caller, Requests> requests = new EnumMap<>(Caller.class);
  private final RoundShape shape;
  private final int parts;
  private final Reads reads;
  private final Helper helper;
  private int woken;

  /** The keys of clients and helper of a masked round, and the helper's function. */
  public interface Helper extends UpdateMasks {

    /** Of rounds without masks. */
    Helper NONE =
        new Helper() {
          @Override
          public Masked mask(Plan plan, String client, float[] delta) {
            throw new IllegalStateException("This round has no helper");
          }

          @Override
          public void enroll(ObjectStore own) {
            throw new IllegalStateException("This round has no helper");
          }

          @Override
          public void answer(ObjectStore own, ObjectStore jobs, Plan plan, MaskRange range) {
            throw new IllegalStateException("This round has no helper");
          }
        };

    /** Writes the list of the keys of all clients that have masked an update. */
    void enroll(ObjectStore own);

    /**
     * Writes the sum of masks of a range.
     *
     * @param own the helper's bucket
     * @param jobs the bucket of the job
     */
    void answer(ObjectStore own, ObjectStore jobs, Plan plan, MaskRange range);
  }

  /** On the two-level path. */
  public RealRound(RoundShape shape) {
    this(shape, 0, Reads.oneByOne());
  }

  public RealRound(RoundShape shape, int parts, Reads reads) {
    this(shape, parts, reads, Helper.NONE);
  }

  /**
   * @param parts of the model, or 0
   * @param reads how parts read
   * @param helper of a masked round
   */
  public RealRound(RoundShape shape, int parts, Reads reads, Helper helper) {
    this.helper = helper;
    this.shape = shape;
    this.parts = parts;
    this.reads = reads;
  }

  /** Runs it as the first of its job and returns how it ended. */
  public RoundResult run() {
    return run(1);
  }

  /**
   * Runs so many rounds of a job, and counts the requests of the last.
   *
   * @return how the last one ended
   */
  public RoundResult run(int rounds) {
    JobConfig config = config();
    int parameters = Math.toIntExact(shape.parameters());
    ModelLayout layout = ModelLayout.of(TensorSpec.of("w", parameters));
    new InitializeJob(memory).run(config, layout, new float[parameters], TestJob.START);
    memory.put(ObjectKeys.noiseSecret(), Content.of(new byte[32]));
    if (shape.leased()) {
      lease();
    }
    RoundResult result = run(new RoundRequest(TestJob.ID, 1));
    for (int round = 2; round <= rounds; round++) {
      result = run(new RoundRequest(TestJob.ID, round));
    }
    return result;
  }

  private RoundResult run(RoundRequest request) {
    requests.clear();
    woken = 0;
    queue = new RecordingQueue();
    new OpenRound(
            store,
            queue,
            TestJob.NONCES,
            execution -> true,
            size -> Division.of(parts),
            ClientSample.NONE,
            OpenRound.SEATS_AT_ONCE,
            () -> TestJob.START)
        .run(request, "execution", TrainingOverrides.none());
    note(Caller.OPEN_ROUND, (queue.published().size() + 9) / 10);
    AwaitQuorum awaitQuorum = new AwaitQuorum(store, token -> ++woken > 0);
    awaitQuorum.run(request, "token");
    note(Caller.AWAIT_QUORUM, 0);
    List<UpdateEvent> events = new ArrayList<>();
    queue.published().forEach(seat -> events.add(train(seat)));
    FoldUpdates foldUpdates = new FoldUpdates(store, awaitQuorum);
    batches(events).forEach(batch -> fold(foldUpdates, batch));
    aggregate(request);
    if (shape.evaluate()) {
      new Evaluate(store, (model, numbers) -> Evaluation.of(1, 0, 1, List.of(1.0))).run(request);
      note(Caller.EVALUATE, 0);
    }
    RoundResult result = new CloseRound(store, () -> TestJob.START).run(request, Optional.empty());
    note(Caller.CLOSE_ROUND, 0);
    return result;
  }

  private JobConfig config() {
    String updates = Integer.toString(shape.updates());
    Protection protection = shape.protection();
    List<String> settings =
        new ArrayList<>(List.of("clients", updates, "quorum", updates, "clip_update_norm", "1"));
    settings.addAll(List.of("minimum", protection.isMasked() ? "3" : "1"));
    settings.addAll(List.of("evaluate_every", shape.evaluate() ? "1" : "0"));
    if (protection.isMasked()) {
      settings.addAll(List.of("secure_aggregation", "helper", "helper_function", "unmask"));
    }
    if (protection.isPrivate()) {
      settings.addAll(List.of("privacy_epsilon", "100", "rounds", "20"));
      settings.addAll(List.of("privacy", protection.buffers() > 0 ? "blt" : "gaussian"));
    }
    if (protection.buffers() > 0) {
      String buffers = " 0.5/0.1".repeat(protection.buffers());
      settings.addAll(List.of("privacy_blt", "20" + buffers));
    }
    return TestJob.config(settings.toArray(String[]::new));
  }

  /** Each client has a data shard before the round begins. */
  private void lease() {
    Documents documents = new Documents(memory);
    List<DataIndex.DataShard> dataShards = new ArrayList<>();
    for (int seat = 0; seat < shape.updates(); seat++) {
      dataShards.add(new DataIndex.DataShard(dataShard(seat), 10));
      documents.write(
          ObjectKeys.lease("mnist", dataShard(seat)),
          new Lease(TestJob.client(seat), TestJob.START.plusSeconds(600)));
    }
    documents.write(
        ObjectKeys.dataIndex("mnist"), new DataIndex("mnist", List.of(1), 2, dataShards));
  }

  private static String dataShard(int seat) {
    return "shard-%05d".formatted(seat);
  }

  private void aggregate(RoundRequest request) {
    ServerOptimizer optimizer = new FedAvg(1);
    Aggregate.Outcome outcome = master(optimizer).run(request);
    note(Caller.AGGREGATE, 0);
    while (outcome.status() != Aggregate.Outcome.Status.COMMITTED) {
      for (int number : outcome.parts()) {
        Phase phase = outcome.phase().orElseThrow();
        new FoldPart(store, optimizer, Resources.of(reads, 1), noise()).run(request, number, phase);
        note(Caller.FOLD_PART, 0);
      }
      if (!outcome.ranges().isEmpty()) {
        helper.enroll(own);
        own.take(0);
      }
      for (MaskRange range : outcome.ranges()) {
        helper.answer(own, store, plan(request), range);
        note(Caller.UNMASK, 0);
      }
      outcome = master(optimizer).run(request);
      note(Caller.AGGREGATE, 0);
    }
  }

  private Aggregate master(ServerOptimizer optimizer) {
    return new Aggregate(
        store,
        optimizer,
        () -> TestJob.START,
        Resources.of(reads, 1),
        (parameters, contributors, partials, updates) -> shape.groups(),
        noise());
  }

  /** A function reads the secret in each invocation that draws noise. */
  private NoiseKeys noise() {
    return new NoiseSecret(store, new Random(1));
  }

  private Plan plan(RoundRequest request) {
    return new Documents(memory)
        .require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
  }

  /** A client agent's requests; it has its data shard already, and not yet the model. */
  private UpdateEvent train(Seat seat) {
    String name = TestJob.client(seat.seat());
    SecureUploads uploads =
        shape.protection().isMasked() ? SecureUploads.of(own, helper) : SecureUploads.NONE;
    ClientRound client = new ClientRound(store, name, () -> TestJob.START, uploads);
    Plan plan = ((Invitation.Train) client.look(seat)).plan();
    Optional<String> leased =
        shape.leased() ? Optional.of(dataShard(seat.seat())) : Optional.empty();
    leased.ifPresent(dataShard -> store.head(ObjectKeys.dataShard("mnist", dataShard)));
    store.head(ObjectKeys.manifest(TestJob.ID, plan.baseVersion()));
    client.baseModel(plan);
    for (int beat = 0; beat < shape.heartbeats(); beat++) {
      client.isClosed(seat);
    }
    client.upload(
        plan, seat, new LocalResult(new float[(int) shape.parameters()], 10, 0.5), leased);
    note(Caller.CLIENTS, 3 + shape.heartbeats());
    String key = ObjectKeys.update(TestJob.ID, seat.round(), name);
    return new UpdateEvent(name, key, memory.bytes(key).length);
  }

  private void fold(FoldUpdates foldUpdates, List<UpdateEvent> batch) {
    if (!foldUpdates.run(batch).again().isEmpty()) {
      throw new AssertionError("A batch came back");
    }
    note(Caller.FOLD_UPDATES, 0);
    note(Caller.UPDATE_EVENTS, batch.size() + 2);
  }

  private List<List<UpdateEvent>> batches(List<UpdateEvent> events) {
    List<List<UpdateEvent>> batches = new ArrayList<>();
    for (int i = 0; i < shape.batches(); i++) {
      int from = events.size() * i / shape.batches();
      batches.add(events.subList(from, events.size() * (i + 1) / shape.batches()));
    }
    return batches;
  }

  private void note(Caller part, long queueRequests) {
    requests.merge(part, store.take(queueRequests).plus(own.take(0)), Requests::plus);
  }

  public Requests requests(Caller part) {
    return requests.getOrDefault(part, Requests.NONE);
  }

  /** How often the round was woken. */
  int woken() {
    return woken;
  }
}
