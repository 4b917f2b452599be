package dev.rondo.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.learning.data.TrainTest;
import dev.rondo.learning.model.InitialModel;
import dev.rondo.local.LocalTaskQueue;
import dev.rondo.local.VirtualTime;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.history.JobHistory;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.Target;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.step.RoundFit;
import dev.rondo.statemachine.Execution;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One run of a simulation, from the position of the job to its end. */
final class Training {

  /** The seat of a client that dropped out is visible again after this time. */
  private static final Duration SEAT_VISIBILITY = Duration.ofMinutes(2);

  private final JobConfig config;
  private final Optional<TrainTest> data;
  private final InitialModel model;
  private final Learner learner;
  private final ServerOptimizer optimizer;
  private final RunFolder folder;
  private final Simulation.Builder parts;
  private final JobHistory history;
  private final Documents documents;
  private final Optional<SimulatedHelper> helper;

  private Optional<String> budgetSpent = Optional.empty();
  private int openRound;
  private long openedAt;

  Training(
      JobConfig config,
      Optional<TrainTest> data,
      InitialModel model,
      Learner learner,
      ServerOptimizer optimizer,
      RunFolder folder,
      Simulation.Builder parts) {
    this.config = config;
    this.data = data;
    this.model = model;
    this.learner = learner;
    this.optimizer = optimizer;
    this.folder = folder;
    this.parts = parts;
    this.history = new JobHistory(folder.store());
    this.documents = new Documents(folder.store());
    this.helper = config.masking().map(secure -> new SimulatedHelper(folder.helperStore(), config));
  }

  SimulationResult run() {
    learner.introduce(parts.listener);
    JobStart start =
        new JobStart(
            folder.store(), config, parts.restart, new RoundFit(parts.modelParts), parts.listener);
    float[] initial = model.initialize(config.seed());
    boolean created =
        start.create(
            model,
            initial,
            Inputs.of(data, model, initial),
            data.flatMap(all -> all.train().description()),
            parts.roster);
    if (created) {
      learner.begin();
      helper.ifPresent(one -> one.begin(config));
    }
    JobStart.Position position = start.position();
    if (isFinished(position.nextRound())) {
      parts.listener.alreadyEnded(config.job(), position.nextRound() - 1);
    } else {
      learner.kernel().ifPresent(start::trainsWith);
      parts.listener.started(config.job(), position.nextRound(), config.rounds());
      run(position);
    }
    return result();
  }

  private boolean isFinished(int nextRound) {
    return nextRound > config.rounds() || config.target().filter(this::hasReached).isPresent();
  }

  /** Whether a version is an ancestor of the newest one; a version that was rolled back is not. */
  private boolean hasReached(Target target) {
    Map<Integer, RoundRecord> byVersion = new HashMap<>();
    for (RoundRecord round : history.rounds(config.job())) {
      round.result().version().ifPresent(version -> byVersion.put(version, round));
    }
    Optional<Integer> version =
        Optional.of(new LatestVersion(folder.store()).read(config.job()).version());
    while (version.isPresent() && byVersion.containsKey(version.get())) {
      if (target.isReachedBy(byVersion.get(version.get()).result().measured())) {
        return true;
      }
      version =
          documents
              .require(ObjectKeys.manifest(config.job(), version.get()), VersionManifest.class)
              .parent();
    }
    return false;
  }

  private void run(JobStart.Position position) {
    helper.ifPresent(one -> one.repeat(config.job(), position.nextRound()));
    VirtualTime time = new VirtualTime(position.time());
    FoldedUpdates folded = new FoldedUpdates(folder.store(), parts.keptUpdateBytes);
    UpdateEvents store = new UpdateEvents(folder.store(), time, config.seats(), folded);
    LocalTaskQueue queue = new LocalTaskQueue(time, SEAT_VISIBILITY);
    try (TrainingPool pool = new TrainingPool(parts.threads)) {
      SecureUploads secure = helper.map(SimulatedHelper::uploads).orElse(SecureUploads.NONE);
      VirtualFleet fleet = new VirtualFleet(time, store, queue, pool, learner, secure, config);
      RoundMachine machine =
          new RoundMachine(
              config,
              time,
              store,
              queue,
              optimizer,
              learner::evaluate,
              parts.modelParts,
              helper,
              (machines, function, payload) -> observe(machines, fleet, function, payload));
      fleet.notify(new FailingClients(parts.listener, config.seats()));
      machine.train(config, position.nextRound());
      time.runUntil(() -> !machine.isTraining());
      machine.failure().ifPresent(Training::fail);
      budgetSpent = machine.budgetSpent();
    }
  }

  private void observe(
      RoundMachine machine, VirtualFleet fleet, String function, JsonNode payload) {
    int round = payload.path("round").asInt();
    if (function.equals("open-round")) {
      openRound = round;
      openedAt = System.nanoTime();
      machine.onEnd(
          payload.path("execution").asText(),
          text -> history.noteExecution(config.job(), round, text));
      parts.listener.roundOpened(round);
    } else if (function.equals("close-round")) {
      fleet.roundOver();
      double seconds = openRound == round ? (System.nanoTime() - openedAt) / 1e9 : 0;
      history.noteSeconds(config.job(), round, seconds);
      forgetUpdatesBefore(round);
      RoundResult result =
          documents.require(ObjectKeys.result(config.job(), round), RoundResult.class);
      parts.listener.roundClosed(result, seconds);
    }
  }

  /**
   * Deletes updates, partial aggregates and verdicts of rounds that have ended, which are many. On
   * AWS a lifecycle rule does this. Those of the last round are kept for inspection.
   */
  private void forgetUpdatesBefore(int round) {
    if (round > 1) {
      JobStart.forgetUpdates(folder.store(), config.job(), round - 1);
      helper.ifPresent(one -> one.forgetSeeds(config.job(), round - 1));
    }
  }

  private static void fail(Execution execution) {
    JsonNode cause;
    String text = execution.cause().orElse("");
    try {
      cause = Json.parse(text, JsonNode.class, "cause");
    } catch (IllegalArgumentException e) {
      throw new SimulationException(execution.error().orElse("") + ": " + text);
    }
    throw new SimulationException(
        cause.path("errorMessage").asText(cause.path("Cause").asText(text)));
  }

  private SimulationResult result() {
    int version = new LatestVersion(folder.store()).read(config.job()).version();
    VersionManifest manifest =
        documents.require(ObjectKeys.manifest(config.job(), version), VersionManifest.class);
    return new SimulationResult(
        config.job(),
        folder.folder(),
        model.layout(),
        ModelFile.read(folder.store(), manifest.modelKey(), model.layout()),
        version,
        folder.folder().resolve("store").resolve(manifest.modelKey()),
        history.rounds(config.job()),
        budgetSpent);
  }
}
