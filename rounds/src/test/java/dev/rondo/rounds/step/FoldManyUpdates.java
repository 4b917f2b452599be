package dev.rondo.rounds.step;

import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.testing.RecordingQueue;
import dev.rondo.rounds.aggregation.GroupChoice;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.FedAvg;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.testing.TestJob;

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
            size -> Division.of(0),
            ClientSample.NONE,
            OpenRound.SEATS_AT_ONCE,
            () -> TestJob.START)
        .run(TestJob.request(1), "execution", TrainingOverrides.none());
    new Aggregate(
            store,
            new FedAvg(1),
            () -> TestJob.START,
            Resources.oneByOne(),
            GroupChoice.none(),
            NoiseKeys.NONE)
        .run(TestJob.request(1));
    VersionManifest manifest =
        new Documents(store).require(ObjectKeys.manifest(TestJob.ID, 1), VersionManifest.class);
    System.out.printf(
        "%d contributors, %d bytes, %d wrong%n",
        manifest.contributors(), store.modelBytes(), store.wrongBytes());
  }
}
