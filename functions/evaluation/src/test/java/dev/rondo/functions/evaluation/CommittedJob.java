package dev.rondo.functions.evaluation;

import dev.rondo.learning.data.DataShardFile;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.protocol.testing.RecordingQueue;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.step.OpenRound;
import dev.rondo.rounds.testing.TestJob;
import java.util.Optional;

/** A job with rounds that are committed and not yet evaluated. */
final class CommittedJob {

  static final String ID = TestJob.ID;
  static final String DATASET = "noise";

  final MemoryStore store = new MemoryStore();
  private final Model model;

  CommittedJob(Model model, String modelName) {
    this.model = model;
    JobConfig config = TestJob.config("model", modelName, "dataset", DATASET);
    new InitializeJob(store).run(config, model.layout(), model.initialize(1), TestJob.START);
  }

  void testData(Dataset examples) {
    store.put(ObjectKeys.testData(DATASET), DataShardFile.content(DATASET, "test", examples));
  }

  /** Runs a round in which clients learn nothing, so that the model stays as it was. */
  void run(int round) {
    RoundRequest request = new RoundRequest(ID, round);
    RecordingQueue queue = new RecordingQueue();
    new OpenRound(store, queue, TestJob.NONCES, execution -> false, () -> TestJob.START)
        .run(request, "execution", TrainingOverrides.none());
    Plan plan = new Documents(store).require(ObjectKeys.plan(ID, round), Plan.class);
    for (int client = 0; client < plan.minimum(); client++) {
      Seat seat = queue.published().get(client);
      float[] delta = new float[model.layout().parameterCount()];
      new ClientRound(store, "c" + client, () -> plan.openedAt())
          .upload(plan, seat, new LocalResult(delta, 1, 0.5));
    }
    new Aggregate(store, new FedAvg(1), () -> TestJob.START).run(request);
  }

  void close(int round) {
    new CloseRound(store, () -> TestJob.START).run(new RoundRequest(ID, round), Optional.empty());
  }

  static String event(int round) {
    return "{\"job\":\"" + ID + "\",\"round\":" + round + "}";
  }
}
