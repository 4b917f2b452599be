package dev.rondo.rounds.cost;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.ClientRound.Invitation;
import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
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

/** A round that the steps themselves run, on a store that counts who asks for what. */
public final class RealRound {

  private final MemoryStore memory = new MemoryStore();
  private final CountingStore store = new CountingStore(memory);
  private final RecordingQueue queue = new RecordingQueue();
  private final Map<Caller, Requests> requests = new EnumMap<>(Caller.class);
  private final RoundShape shape;
  private final int parts;
  private final Reads reads;
  private int woken;

  /** On the two-level path. */
  public RealRound(RoundShape shape) {
    this(shape, 0, Reads.oneByOne());
  }

  /**
   * @param parts of the model, or 0
   * @param reads how parts read
   */
  public RealRound(RoundShape shape, int parts, Reads reads) {
    this.shape = shape;
    this.parts = parts;
    this.reads = reads;
  }

  /** Runs it and returns how it ended. */
  public RoundResult run() {
    JobConfig config =
        TestJob.config(
            "clients",
            Integer.toString(shape.updates()),
            "quorum",
            Integer.toString(shape.updates()),
            "minimum",
            "1",
            "evaluate_every",
            shape.evaluate() ? "1" : "0");
    int parameters = Math.toIntExact(shape.parameters());
    ModelLayout layout = ModelLayout.of(TensorSpec.of("w", parameters));
    new InitializeJob(memory).run(config, layout, new float[parameters], TestJob.START);
    if (shape.leased()) {
      lease();
    }
    RoundRequest request = new RoundRequest(TestJob.ID, 1);
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
    Aggregate step =
        new Aggregate(
            store,
            optimizer,
            () -> TestJob.START,
            Resources.of(reads, 1),
            (parameters, contributors, partials, updates) -> shape.groups(),
            NoiseKeys.NONE);
    Aggregate.Outcome outcome = step.run(request);
    note(Caller.AGGREGATE, 0);
    for (int number : outcome.parts()) {
      Phase phase = outcome.phase().orElseThrow();
      new FoldPart(store, optimizer, Resources.of(reads, 1)).run(request, number, phase);
      note(Caller.FOLD_PART, 0);
    }
    if (!outcome.parts().isEmpty()) {
      step.run(request);
      note(Caller.AGGREGATE, 0);
    }
  }

  /** A client agent's requests; it has its data shard already, and not yet the model. */
  private UpdateEvent train(Seat seat) {
    String name = TestJob.client(seat.seat());
    ClientRound client = new ClientRound(store, name, () -> TestJob.START);
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
    String key = ObjectKeys.update(TestJob.ID, 1, name);
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
    requests.merge(part, store.take(queueRequests), Requests::plus);
  }

  public Requests requests(Caller part) {
    return requests.getOrDefault(part, Requests.NONE);
  }

  /** How often the round was woken. */
  int woken() {
    return woken;
  }
}
