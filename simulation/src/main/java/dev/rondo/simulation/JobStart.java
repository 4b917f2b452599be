package dev.rondo.simulation;

import dev.rondo.learning.model.AdapterConfig;
import dev.rondo.learning.model.InitialModel;
import dev.rondo.local.DirectoryStore;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.step.InitializeJob;
import dev.rondo.rounds.step.RoundFit;
import dev.rondo.rounds.update.Roster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the position of a job, or creates the job. It cleans up an interrupted round, so that
 * repeating the round gives the same result as an uninterrupted run.
 */
final class JobStart {

  /** The start of virtual time. */
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private final DirectoryStore store;
  private final Documents documents;
  private final JobConfig config;
  private final boolean restart;
  private final RoundFit fit;
  private final SimulationListener listener;

  JobStart(
      DirectoryStore store,
      JobConfig config,
      boolean restart,
      RoundFit fit,
      SimulationListener listener) {
    this.store = store;
    this.fit = fit;
    this.documents = new Documents(store);
    this.config = config;
    this.restart = restart;
    this.listener = listener;
  }

  /**
   * The position of a job.
   *
   * @param nextRound the number of the next round
   * @param time the virtual time at which it begins
   */
  record Position(int nextRound, Instant time) {}

  /**
   * Creates the job, or checks that the existing one is the same.
   *
   * @param description how the table with the data was read; empty if they are no table
   * @param roster the clients that may contribute; empty to leave them as they are, also when the
   *     job starts over
   * @return whether the job was created; false if it existed
   * @throws InvalidInputException if its rounds do not fit, or the existing job has other settings,
   *     data or another model
   */
  boolean create(
      InitialModel model,
      float[] parameters,
      Inputs inputs,
      Optional<DataDescription> description,
      Optional<Roster> roster) {
    fit.admit(config, model.layout()); // Before anything is deleted.
    if (restart) {
      store.delete(ObjectKeys.job(config.job()));
      store.delete(ObjectKeys.latest(config.job()));
    }
    InitializeJob initialize = new InitializeJob(store, fit);
    Optional<JobConfig> existing = initialize.existing(config.job());
    if (existing.isEmpty()) {
      refuseToDeleteRounds();
      deleteAll(roster.isPresent());
      if (documents.exists(ObjectKeys.roster(config.job()))) {
        listener.notice("The job keeps its roster. To show or change it: rondo job clients");
      }
      documents.writeOnce(ObjectKeys.inputs(config.job()), inputs);
      description.ifPresent(
          read -> documents.writeOnce(ObjectKeys.dataDescription(config.job()), read));
      model.adapter().ifPresent(this::store);
      initialize.run(config, model.layout(), parameters, EPOCH, roster);
      return true;
    }
    Optional<Inputs> created = documents.read(ObjectKeys.inputs(config.job()), Inputs.class);
    List<String> differences = new ArrayList<>(created.map(inputs::differences).orElse(List.of()));
    differences.addAll(initialize.rosterDifferences(config.job(), roster));
    initialize.replace(existing.get(), config, differences);
    return false;
  }

  private void store(AdapterConfig adapter) {
    store.put(ObjectKeys.adapterConfig(config.job()), Content.of(adapter.bytes()));
  }

  /**
   * Without job.json the job does not exist: other files belong to a job that was being created or
   * deleted.
   */
  private void deleteAll(boolean withRoster) {
    store.keys(ObjectKeys.jobs()).stream()
        .filter(key -> withRoster || !key.equals(ObjectKeys.roster(config.job())))
        .forEach(store::delete);
    List.of("updates/", "partials/", "verdicts/", "rejected/", "masks/").forEach(store::deleteAll);
  }

  /** Records that a kernel of OpenBLAS trains from now on, with a notice if another one has. */
  void trainsWith(String kernel) {
    String key = ObjectKeys.inputs(config.job());
    Optional<Documents.Tagged<Inputs>> now = documents.readTagged(key, Inputs.class);
    if (now.isEmpty()) {
      return;
    }
    Inputs inputs = now.get().value();
    inputs.kernelNotice(kernel).ifPresent(listener::notice);
    if (!inputs.withKernel(kernel).equals(inputs)) {
      documents.replace(key, now.get().etag(), inputs.withKernel(kernel));
    }
  }

  private void refuseToDeleteRounds() {
    boolean done =
        documents
            .read(ObjectKeys.latest(config.job()), Latest.class)
            .filter(latest -> latest.throughRound() > 0)
            .isPresent();
    if (done && !restart) {
      throw new SimulationException(
          "Job %s has rounds, but its job.json is missing. Restore it, or start over with --restart."
              .formatted(config.job()));
    }
  }

  /**
   * A round without a result is repeated from its plan. If it has a manifest, it keeps it. An
   * abandoned round stays abandoned.
   */
  Position position() {
    String job = config.job();
    int through = new LatestVersion(store).read(job).throughRound();
    boolean closing = through > 0 && !documents.exists(ObjectKeys.result(job, through));
    int next = closing ? through : through + 1;
    forgetUpdatesBefore(job, through);
    if (documents.exists(ObjectKeys.plan(job, next))) {
      if (!isAbandoned(job, next)) {
        forget(job, next);
      }
      return new Position(next, timeOf(next));
    }
    Instant last =
        documents
            .read(ObjectKeys.result(job, through), RoundResult.class)
            .map(RoundResult::closedAt)
            .orElse(EPOCH);
    return new Position(next, last);
  }

  private boolean isAbandoned(String job, int round) {
    return new RoundOutcomes(store).read(job, round).filter(RoundOutcome::wasAbandoned).isPresent();
  }

  /** Deletes files of earlier rounds that a killed process may have left. */
  private void forgetUpdatesBefore(String job, int round) {
    for (String folder :
        List.of(ObjectKeys.updates(job), ObjectKeys.partials(job), ObjectKeys.verdicts(job))) {
      store.keys(folder).stream()
          .filter(key -> ObjectKeys.roundOfUpdate(key).filter(r -> r < round).isPresent())
          .forEach(store::delete);
    }
  }

  private Instant timeOf(int round) {
    return documents.require(ObjectKeys.plan(config.job(), round), Plan.class).openedAt();
  }

  /** Deletes everything of a round except its plan. */
  private void forget(String job, int round) {
    for (String key : store.keys(ObjectKeys.round(job, round))) {
      if (!key.equals(ObjectKeys.plan(job, round))) {
        store.delete(key);
      }
    }
    forgetUpdates(store, job, round);
    store.deleteAll(ObjectKeys.rejections(job, round));
  }

  /** Deletes the updates of one round, and what was made from them. */
  static void forgetUpdates(DirectoryStore store, String job, int round) {
    store.deleteAll(ObjectKeys.updates(job, round));
    store.deleteAll(ObjectKeys.partials(job, round));
    store.deleteAll(ObjectKeys.verdicts(job, round));
    store.deleteAll(ObjectKeys.maskSums(job, round));
  }
}
