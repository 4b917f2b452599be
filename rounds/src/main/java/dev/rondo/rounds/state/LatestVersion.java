package dev.rondo.rounds.state;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.Documents.Tagged;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.util.Optional;

/** Reads and moves latest.json. Moves are conditional writes (If-Match), so none is lost. */
public final class LatestVersion {

  private final Documents documents;

  public LatestVersion(ObjectStore store) {
    this.documents = new Documents(store);
  }

  public Latest read(String job) {
    return documents.require(ObjectKeys.latest(job), Latest.class);
  }

  /**
   * Marks a round as running and returns the version that it starts from. Until the round has
   * ended, no rollback can change that version.
   *
   * @throws InvalidInputException when it is not this round's turn
   */
  public int beginRound(RoundRequest request) {
    String key = ObjectKeys.latest(request.job());
    while (true) {
      Tagged<Latest> latest =
          documents
              .readTagged(key, Latest.class)
              .orElseThrow(() -> new IllegalStateException(key + " does not exist"));
      Latest at = latest.value();
      requireTurn(request, at);
      Optional<Integer> opening = Optional.of(request.round());
      if (at.opening().equals(opening)
          || documents.replace(
              key, latest.etag(), new Latest(at.version(), at.throughRound(), opening))) {
        return at.version();
      }
    }
  }

  /**
   * @throws InvalidInputException when it is not this round's turn at a position of its job
   */
  public static void requireTurn(RoundRequest request, Latest at) {
    if (request.round() != at.throughRound() + 1) {
      throw new InvalidInputException(
          "The last finished round of job %s is %s: the next round must be %s, but is %s"
              .formatted(request.job(), at.throughRound(), at.throughRound() + 1, request.round()));
    }
  }

  /**
   * Records that a round has ended. Does nothing if that is already recorded, so a step that runs
   * again does not undo later changes.
   *
   * @param made the version that it made; empty if it made none, and the job's version stays
   */
  public void endRound(Plan plan, Optional<Integer> made) {
    String key = ObjectKeys.latest(plan.job());
    while (true) {
      Tagged<Latest> latest =
          documents
              .readTagged(key, Latest.class)
              .orElseThrow(() -> new IllegalStateException(key + " does not exist"));
      if (latest.value().throughRound() >= plan.round()
          || documents.replace(
              key,
              latest.etag(),
              new Latest(made.orElse(latest.value().version()), plan.round()))) {
        return;
      }
    }
  }

  /** A round is running from its plan to its result, although its version may exist earlier. */
  private void refuseWhileUnderWay(String job, Latest at) {
    int through = at.throughRound();
    int next = through + 1;
    boolean closing = through > 0 && !documents.exists(ObjectKeys.result(job, through));
    if (closing || at.opening().isPresent() || documents.exists(ObjectKeys.plan(job, next))) {
      throw new InvalidInputException(
          "Round %s of job %s is running. Roll back after it ends"
              .formatted(closing ? through : next, job));
    }
  }

  /**
   * Makes an older version the one that the next round starts from.
   *
   * @throws InvalidInputException when there is no such version, or a round is under way
   */
  public Latest rollBack(String job, int version) {
    String key = ObjectKeys.latest(job);
    if (!documents.exists(ObjectKeys.manifest(job, version))) {
      throw new InvalidInputException(
          "Job " + job + " has no version " + version + ". List versions with: rondo model list");
    }
    while (true) {
      Tagged<Latest> latest =
          documents
              .readTagged(key, Latest.class)
              .orElseThrow(() -> new InvalidInputException("Job " + job + " does not exist"));
      refuseWhileUnderWay(job, latest.value());
      Latest rolledBack = new Latest(version, latest.value().throughRound());
      if (documents.replace(key, latest.etag(), rolledBack)) {
        return rolledBack;
      }
    }
  }
}
