package dev.rondo.rounds.step;

import dev.rondo.protocol.data.DataIndex;
import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Admission;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.job.MaskedNoise;
import dev.rondo.rounds.parts.PartChoice;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.scale.Division;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.Nonces;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.TrainingOverrides;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Makes the plan of a round that begins. */
final class NewPlan {

  private final ObjectStore store;
  private final Documents documents;
  private final LatestVersion latest;
  private final Nonces nonces;
  private final RoundFit fit;
  private final ClientSample sample;
  private final InstantSource clock;

  /** The seats of a round. */
  private record Seats(int number, boolean sampled, String root) {}

  NewPlan(
      ObjectStore store,
      Nonces nonces,
      PartChoice partChoice,
      ClientSample sample,
      InstantSource clock) {
    this.sample = sample;
    this.store = store;
    this.documents = new Documents(store);
    this.latest = new LatestVersion(store);
    this.nonces = nonces;
    this.fit = new RoundFit(partChoice);
    this.clock = clock;
  }

  /**
   * Marks the round as running and writes its plan.
   *
   * @param privacy of the release, if the job has differential privacy and clients train
   * @param version the version from which the round probably starts; a rollback can come in between
   * @return the plan that counts: this one, or that of an earlier attempt
   */
  Plan begin(
      RoundRequest request,
      JobConfig config,
      int version,
      Optional<Privacy> privacy,
      TrainingOverrides overrides) {
    String key = ObjectKeys.plan(request.job(), request.round());
    boolean trains = overrides.task() == RoundTask.TRAIN;
    VersionManifest manifest =
        trains ? manifest(request, version) : measured(request, config, version, overrides);
    ModelLayout layout = RoundFit.layout(store, manifest.modelKey());
    // Checked before the round begins: a model that fits into no function must not block the job.
    // What clients only measure is not summed, so it fits.
    Division division = trains ? fit.divide(config, layout) : Division.of(0);
    Admission admission = admission(config);
    boolean sampled = privacy.isPresent() && config.differentialPrivacy().orElseThrow().isSampled();
    int seats = sampled ? sample.size(config, request.round()) : config.seats();
    String seatRoot = nonces.seats(request.job(), request.round(), seats).root();
    int base = latest.beginRound(request);
    VersionManifest baseManifest = base == version || !trains ? manifest : manifest(request, base);
    return documents.writeOnce(
        key,
        newPlan(
            request,
            config,
            baseManifest,
            layout,
            division,
            admission,
            privacy,
            new Seats(seats, sampled, seatRoot),
            overrides));
  }

  /** The version that the clients of a round only measure. */
  private VersionManifest measured(
      RoundRequest request, JobConfig config, int newest, TrainingOverrides overrides) {
    if (!config.clientEvaluation()) {
      throw new InvalidInputException(
          "Clients cannot measure a version of job %s: its client_evaluation is false"
              .formatted(request.job()));
    }
    int version = overrides.version().orElse(newest);
    return documents
        .read(ObjectKeys.manifest(request.job(), version), VersionManifest.class)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "Job %s has no version %s. List versions with: rondo model list"
                        .formatted(request.job(), version)));
  }

  private VersionManifest manifest(RoundRequest request, int version) {
    return documents.require(ObjectKeys.manifest(request.job(), version), VersionManifest.class);
  }

  private Plan newPlan(
      RoundRequest request,
      JobConfig config,
      VersionManifest base,
      ModelLayout layout,
      Division division,
      Admission admission,
      Optional<Privacy> privacy,
      Seats seats,
      TrainingOverrides overrides) {
    Instant now = clock.instant();
    int round = request.round();
    boolean trains = overrides.task() == RoundTask.TRAIN;
    Optional<SecureAggregation> masked =
        trains
            ? config
                .masking()
                .map(masks -> withNoise(masks, privacy, config, seats.number(), layout))
            : Optional.empty();
    boolean evaluate =
        trains
            && config.evaluateEvery() > 0
            && (round % config.evaluateEvery() == 0 || round == config.rounds());
    return new Plan(
        request.job(),
        round,
        base.version(),
        base.modelKey(),
        config.model(),
        config.dataset(),
        layout,
        now,
        now.plusMillis(Math.round(config.deadlineSeconds() * 1000)),
        seats.number(),
        seats.sampled() ? seats.number() : config.quorum(),
        Math.min(config.minimum(), seats.number()),
        trains ? config.aggregation() : AggregationRule.UNWEIGHTED,
        overrides.appliedTo(config.training()),
        config.trainerConfig(),
        masked.isPresent() ? Encoding.MASKED : config.get(JobFields.ENCODING),
        config.maxUpdateNorm(),
        config.clipUpdateNorm(),
        admission,
        division.parts(),
        division.distanceSlices(),
        evaluate,
        overrides.task(),
        config.clientEvaluation(),
        privacy,
        masked,
        seats.root());
  }

  private static SecureAggregation withNoise(
      SecureAggregation masks,
      Optional<Privacy> privacy,
      JobConfig config,
      int seats,
      ModelLayout layout) {
    return privacy
        .map(
            release ->
                MaskedNoise.of(
                    masks, release, config.clipUpdateNorm(), seats, layout.parameterCount()))
        .orElse(masks);
  }

  private Admission admission(JobConfig config) {
    return new Admission(
        config.maxExamples() > 0 ? config.maxExamples() : largestDataShard(config.dataset()),
        config.maxWeightRatio(),
        documents.exists(ObjectKeys.roster(config.job())));
  }

  /**
   * The examples of the largest data shard. Clients lease data shards, so none can have trained on
   * more.
   */
  private long largestDataShard(String dataset) {
    if (!ObjectKeys.isDataset(dataset)) {
      return Admission.MOST_EXAMPLES;
    }
    return documents.read(ObjectKeys.dataIndex(dataset), DataIndex.class).stream()
        .flatMap(index -> index.dataShards().stream())
        .mapToLong(DataIndex.DataShard::examples)
        .filter(examples -> examples > 0)
        .max()
        .orElse(Admission.MOST_EXAMPLES);
  }
}
