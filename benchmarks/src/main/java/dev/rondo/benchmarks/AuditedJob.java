package dev.rondo.benchmarks;

import dev.rondo.local.DirectoryStore;
import dev.rondo.local.LocalTaskQueue;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.privacy.NoiseSecret;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.state.Nonces;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.TrainingOverrides;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.AwaitQuorum;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.rounds.step.FoldUpdates;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.step.OpenRound;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.step.UpdateEvent;
import dev.rondo.settings.RawSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job whose rounds are run by the steps of a deployment, on a directory: clients upload given
 * updates, a worker folds them, and the master makes a version.
 */
final class AuditedJob {

  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final Nonces NONCES = new Nonces(new byte[32]);

  private final DirectoryStore store;
  private final JobConfig config;
  private final ModelLayout layout;
  private final NoiseKeys noise;
  private float[] model;

  /**
   * Creates the job, with a model of zeros.
   *
   * @param settings of the job beside its name
   * @param secret from which its noise is drawn, 32 bytes
   */
  AuditedJob(
      DirectoryStore store,
      String name,
      Map<String, String> settings,
      int parameters,
      byte[] secret) {
    this.store = store;
    this.layout = ModelLayout.of(TensorSpec.of("w", parameters));
    this.noise = (plan, digest) -> NoiseSecret.key(secret, plan, digest);
    RawSettings all = RawSettings.empty().with("job", name, "audit").with("model", "test", "audit");
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      all = all.with(setting.getKey(), setting.getValue(), "audit");
    }
    this.config = JobConfig.of(all);
    this.model = new float[parameters];
    new InitializeJob(store).run(config, layout, model, Instant.EPOCH);
  }

  /** Deletes what the job has stored. */
  void delete() {
    store.deleteAll("jobs/" + config.job() + "/");
    for (String prefix : List.of("updates/", "partials/", "verdicts/", "rejected/")) {
      store.deleteAll(prefix + config.job() + "/");
    }
  }

  /**
   * Runs a round.
   *
   * @param updates by client; each has a seat
   * @return how the version's parameters differ from its base, times the quorum
   * @throws IllegalStateException if the round makes no version, or somebody is not in it
   */
  double[] round(int round, Map<String, float[]> updates) {
    RoundRequest request = new RoundRequest(config.job(), round);
    OpenRound.Opened opened =
        new OpenRound(
                store,
                new LocalTaskQueue(CLOCK, Duration.ofMinutes(1)),
                NONCES,
                execution -> true,
                AggregationModel.standard()::divide,
                ClientSample.NONE,
                OpenRound.SEATS_AT_ONCE,
                CLOCK)
            .run(request, "audit", TrainingOverrides.none());
    if (!(opened instanceof OpenRound.Opened.Open)) {
      throw new IllegalStateException("Round " + round + " does not open: " + opened);
    }
    new FoldUpdates(store, new AwaitQuorum(store, token -> true)).run(upload(round, updates));
    new Aggregate(
            store,
            config.optimizer(),
            CLOCK,
            Resources.oneByOne(),
            AggregationModel.standard()::groups,
            noise)
        .run(request);
    new CloseRound(store, CLOCK).run(request, Optional.empty());
    VersionManifest version = manifest(round);
    if (version.contributors() != updates.size()) {
      throw new IllegalStateException(
          "Round %s has %s contributors, but should have %s"
              .formatted(round, version.contributors(), updates.size()));
    }
    float[] after = ModelFile.read(store, version.modelKey(), layout);
    double[] moved = new double[after.length];
    for (int i = 0; i < after.length; i++) {
      moved[i] = ((double) after[i] - model[i]) * config.quorum();
    }
    model = after;
    return moved;
  }

  private List<UpdateEvent> upload(int round, Map<String, float[]> updates) {
    Plan plan = plan(round);
    SeatTree seats = NONCES.seats(config.job(), round, plan.seats());
    List<UpdateEvent> events = new ArrayList<>();
    for (Map.Entry<String, float[]> update : updates.entrySet()) {
      int seat = events.size();
      new ClientRound(store, update.getKey(), CLOCK)
          .upload(
              plan,
              new Seat(config.job(), round, seat, seats.nonce(seat)),
              new LocalResult(update.getValue(), 1, 0.5));
      String key = ObjectKeys.update(config.job(), round, update.getKey());
      ObjectInfo info = store.head(key).orElseThrow();
      events.add(new UpdateEvent(key, key, info.size()));
    }
    return events;
  }

  Plan plan(int round) {
    return new Documents(store).require(ObjectKeys.plan(config.job(), round), Plan.class);
  }

  VersionManifest manifest(int version) {
    return new Documents(store)
        .require(ObjectKeys.manifest(config.job(), version), VersionManifest.class);
  }
}
