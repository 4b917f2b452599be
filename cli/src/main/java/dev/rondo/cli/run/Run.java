package dev.rondo.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.stack.Stack;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.history.JobHistory;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundOwner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A job with all that it has played, in a folder or on AWS.
 *
 * @param store the store that holds it
 * @param job the job's name
 * @param place where the store is
 */
public record Run(ObjectStore store, String job, Place place) {

  /** A job of a stack, which is to be there. */
  public static Run on(Stack stack, String job) {
    return new Run(stack.store(), job, new JobOnStack(stack, job));
  }

  /** The jobs that a store holds, by name. */
  public static List<String> jobs(ObjectStore store) {
    return store.list(ObjectKeys.jobs()).stream()
        .map(ObjectInfo::key)
        .flatMap(key -> ObjectKeys.parseJob(key).stream())
        .toList();
  }

  public Documents documents() {
    return new Documents(store);
  }

  /** The configuration that the job was founded with. */
  public JobConfig config() {
    return JobConfig.fromJson(documents().require(ObjectKeys.job(job), JsonNode.class));
  }

  /** The versions that have been committed, lowest first. */
  public List<Integer> versions() {
    return store.list(ObjectKeys.models(job)).stream()
        .flatMap(info -> ObjectKeys.parseManifest(info.key()).stream())
        .sorted()
        .toList();
  }

  /**
   * The manifest of a version.
   *
   * @throws UserError when there is no such version
   */
  public VersionManifest manifest(int version) {
    Optional<VersionManifest> manifest =
        version < 0 || version > ObjectKeys.MAX_ROUND
            ? Optional.empty()
            : documents().read(ObjectKeys.manifest(job, version), VersionManifest.class);
    return manifest.orElseThrow(
        () ->
            new UserError(
                "Job %s has no version %d; it has %s. An abandoned round makes none."
                    .formatted(job, version, Text.ranges(versions()))));
  }

  /** The test accuracy of a version, if it was evaluated. */
  public OptionalDouble accuracy(int version) {
    return documents()
        .read(ObjectKeys.evaluation(job, version), Evaluation.class)
        .map(measured -> OptionalDouble.of(measured.accuracy()))
        .orElse(OptionalDouble.empty());
  }

  /** The rounds that have ended, by number, with the real time that each took. */
  public List<RoundRecord> rounds() {
    return new JobHistory(ended()).rounds(job).stream().map(this::timed).toList();
  }

  /** A round, if it has ended. */
  public Optional<RoundRecord> round(int round) {
    return new JobHistory(store).round(job, round).map(this::timed);
  }

  private ObjectStore ended() {
    return place.readAhead(
        store,
        ObjectKeys.rounds(job),
        key ->
            ObjectKeys.parseRound(key)
                .filter(
                    round ->
                        key.equals(ObjectKeys.result(job, round))
                            || key.equals(ObjectKeys.decision(job, round)))
                .isPresent());
  }

  /**
   * The same run, for who will read the manifests and evaluations of all versions as they are now.
   */
  public Run forAllVersions() {
    return new Run(
        place.readAhead(store, ObjectKeys.models(job), key -> key.endsWith(".json")), job, place);
  }

  private RoundRecord timed(RoundRecord round) {
    return place.simulated()
        ? round
        : new RoundRecord(
            round.result(), round.contributors(), OptionalDouble.of(round.virtualSeconds()));
  }

  /** What the execution that played a round did, a line an event. */
  public String history(int round) {
    return new JobHistory(store)
        .execution(job, round)
        .orElseGet(
            () ->
                place.noHistory(
                    documents()
                        .read(ObjectKeys.owner(job, round), RoundOwner.class)
                        .map(RoundOwner::execution)
                        .orElse("(none yet)")));
  }

  /** Where an object lies, for people. */
  public String location(String key) {
    return place.location(key);
  }

  /**
   * Makes a version the current one.
   *
   * @throws UserError when a round is under way
   */
  public Latest rollBack(int version) {
    try {
      return place.rollBack(job, version);
    } catch (IllegalArgumentException underWay) {
      throw new UserError(
          "%s. %s goes on with a round that was interrupted."
              .formatted(underWay.getMessage(), place.resume()));
    }
  }
}
