package dev.rondo.rounds.step;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.RecordingQueue;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Placement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Folds one of forty parts of a model of so many parameters, in a process of its own. */
final class FoldOnePart {

  private static final int PARTS = 40;

  private FoldOnePart() {}

  public static void main(String[] args) {
    int parameters = Integer.parseInt(args[0]);
    int updates = Integer.parseInt(args[1]);
    ModelLayout layout = ModelLayout.of(TensorSpec.of("w", parameters / 1000, 1000));
    GeneratedUpdates store = new GeneratedUpdates(layout, updates);
    found(store, updates, args[2]);
    List<Contributor> contributors =
        IntStream.range(0, updates).mapToObj(i -> contributor(store, i)).toList();
    new Documents(store)
        .writeOnce(
            ObjectKeys.decision(TestJob.ID, 1), Decision.of(contributors, MetricSums.none()));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    new FoldPart(store, new FedAvg(1), Resources.of(Reads.by(pool), 1))
        .run(TestJob.request(1), 7, Phase.FOLD);
    pool.shutdown();
    System.out.printf("%d bytes, %d wrong%n", store.modelBytes(), store.wrongBytes());
  }

  private static void found(GeneratedUpdates store, int updates, String aggregation) {
    String clients = Integer.toString(updates);
    JobConfig config =
        TestJob.config(
            "clients", clients, "quorum", clients, "minimum", clients, "aggregation", aggregation);
    store.created(config);
    new OpenRound(
            store,
            new RecordingQueue(),
            TestJob.NONCES,
            execution -> true,
            size -> Division.of(PARTS),
            ClientSample.NONE,
            OpenRound.SEATS_AT_ONCE,
            () -> TestJob.START)
        .run(TestJob.request(1), "execution", TrainingOverrides.none());
  }

  private static Contributor contributor(GeneratedUpdates store, int number) {
    String client = "c%05d".formatted(number);
    return new Contributor(
        client,
        number,
        "tag",
        1,
        1,
        0.5,
        1,
        Optional.of(Placement.inOrder(store.dataOffset(client))));
  }
}
