package dev.rondo.core.step;

import dev.rondo.core.aggregation.GroupChoice;
import dev.rondo.core.job.JobConfig;
import dev.rondo.core.model.ModelLayout;
import dev.rondo.core.model.TensorSpec;
import dev.rondo.core.optimizer.FedAvg;
import dev.rondo.core.round.Card;
import dev.rondo.core.round.TrainingOverrides;
import dev.rondo.core.shard.Reads;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.testing.RecordingQueue;
import dev.rondo.core.testing.TestJob;

/** Aggregates so many updates of a model of so many parameters, in a process of its own. */
final class FoldManyUpdates {

  private FoldManyUpdates() {}

  public static void main(String[] args) {
    int parameters = Integer.parseInt(args[0]);
    int updates = Integer.parseInt(args[1]);
    ModelLayout layout =
        ModelLayout.of(
            TensorSpec.of("w", parameters / 1000, 999), TensorSpec.of("b", parameters / 1000));
    GeneratedUpdates store = new GeneratedUpdates(layout, updates);
    String clients = Integer.toString(updates);
    JobConfig config = TestJob.config("clients", clients, "quorum", clients, "minimum", clients);
    new InitializeJob(store).run(config, layout, new float[parameters], TestJob.START);
    new OpenRound(
            store,
            new RecordingQueue(),
            TestJob.NONCES,
            execution -> true,
            (p, s, a) -> 0,
            () -> TestJob.START)
        .run(TestJob.request(1), "execution", TrainingOverrides.none());
    new Aggregate(
            store, new FedAvg(1), () -> TestJob.START, Reads.oneByOne(), 1, GroupChoice.none())
        .run(TestJob.request(1));
    Card card = new Documents(store).require(ObjectKeys.card(TestJob.ID, 1), Card.class);
    System.out.printf(
        "%d contributors, %d bytes, %d wrong%n",
        card.contributors(), store.modelBytes(), store.wrongBytes());
  }
}
