package dev.rondo.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.history.JobHistory;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.history.TimedResult;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundOwner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A job with its rounds and versions, in a local folder or on AWS.
 *
 * @param store the store that contains it
 * @param job the job's name
 * @param place where the store is
 */
public record Run(ObjectStore store, String job, Place place) {

  /** An existing job on a stack. */
  public static Run on(Stack stack, String job) {
    return new Run(stack.store(), job, new JobOnStack(stack, job));
  }

  /**
   * The job in a local folder.
   *
   * @throws UserError if there is none
   */
  public static Run in(Path folder) {
    return RunInFolder.find(folder)
        .orElseThrow(
            () ->
                new UserError(
                    Files.isDirectory(folder)
                        ? "Folder %s contains no job: it has no store/. To create a job: ./rondo simulate"
                            .formatted(folder)
                        : "Folder %s does not exist. To create a job: ./rondo simulate"
                            .formatted(folder)));
  }

  /** The names of the jobs in a store. */
  public static List<String> jobs(ObjectStore store) {
    return store.keys(ObjectKeys.jobs()).stream()
        .flatMap(key -> ObjectKeys.parseJob(key).stream())
        .toList();
  }

  public Documents documents() {
    return new Documents(store);
  }

  /** The job's configuration. */
  public JobConfig config() {
    return JobConfig.fromJson(documents().require(ObjectKeys.job(job), JsonNode.class));
  }

  /** The committed versions, lowest first. */
  public List<Integer> versions() {
    return store.keys(ObjectKeys.models(job)).stream()
        .flatMap(key -> ObjectKeys.parseManifest(key).stream())
        .sorted()
        .toList();
  }

  /**
   * The manifest of a version.
   *
   * @throws UserError if the version does not exist
   */
  public VersionManifest manifest(int version) {
    Optional<VersionManifest> manifest =
        version < 0 || version > ObjectKeys.MAX_ROUND
            ? Optional.empty()
            : documents().read(ObjectKeys.manifest(job, version), VersionManifest.class);
    return manifest.orElseThrow(
        () ->
            new UserError(
                "Job %s has no version %s. It has %s. (An abandoned round makes no version.)"
                    .formatted(job, version, Text.ranges(versions()))));
  }

  /** The current version, and the last round that ended. */
  public Latest latest() {
    return new LatestVersion(store).read(job);
  }

  /** The stored evaluation of a version, if there is one. */
  public Optional<Evaluation> evaluation(int version) {
    return documents().read(ObjectKeys.evaluation(job, version), Evaluation.class);
  }

  /** The test accuracy of a version, if it was evaluated. */
  public OptionalDouble accuracy(int version) {
    return evaluation(version).map(Evaluation::accuracy).orElse(OptionalDouble.empty());
  }

  /** The results of the rounds that have ended, by number, with the wall time of each. */
  public List<TimedResult> results() {
    ObjectStore ahead = place.readAhead(store, ObjectKeys.rounds(job), this::isResult);
    return new JobHistory(ahead).results(job).stream().map(this::timed).toList();
  }

  /**
   * The rounds that have ended, with their contributors.
   *
   * @throws UserError if there are none
   */
  public List<RoundRecord> endedRounds() {
    ObjectStore ahead =
        place.readAhead(store, ObjectKeys.rounds(job), key -> isResult(key) || isDecision(key));
    List<RoundRecord> rounds =
        new JobHistory(ahead)
            .rounds(job).stream()
                .map(round -> new RoundRecord(timed(round.timed()), round.contributors()))
                .toList();
    if (rounds.isEmpty()) {
      throw new UserError("No round of job " + job + " has ended yet: nothing to plot.");
    }
    return rounds;
  }

  /** The result of a round, if it has ended. */
  public Optional<TimedResult> result(int round) {
    return new JobHistory(store).result(job, round).map(this::timed);
  }

  private boolean isResult(String key) {
    return ObjectKeys.parseResult(key).isPresent();
  }

  private boolean isDecision(String key) {
    return ObjectKeys.parseRound(key)
        .filter(round -> key.equals(ObjectKeys.decision(job, round)))
        .isPresent();
  }

  /** The same run, with a snapshot of the manifests and evaluations of all versions. */
  public Run forAllVersions() {
    return new Run(
        place.readAhead(store, ObjectKeys.models(job), key -> key.endsWith(".json")), job, place);
  }

  private TimedResult timed(TimedResult result) {
    return place.simulated()
        ? result
        : new TimedResult(result.result(), OptionalDouble.of(result.virtualSeconds()));
  }

  /** The events of the execution of a round, one per line. */
  public String history(int round) {
    return new JobHistory(store)
        .execution(job, round)
        .orElseGet(
            () ->
                place.noHistory(
                    documents()
                        .read(ObjectKeys.owner(job, round), RoundOwner.class)
                        .map(RoundOwner::execution)
                        .orElse("ARN")));
  }

  /** The path or URI of an object. */
  public String location(String key) {
    return place.location(key);
  }

  /**
   * Makes a version the current one.
   *
   * @throws UserError if a round is in progress
   */
  public Latest rollBack(int version) {
    try {
      return place.rollBack(job, version);
    } catch (InvalidInputException underWay) {
      throw new UserError(
          "%s. To resume an interrupted round: %s"
              .formatted(underWay.getMessage(), place.resume()));
    }
  }
}
