package dev.rondo.core.round;

import dev.rondo.core.store.Documents;
import dev.rondo.core.store.Documents.Tagged;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;

/** Moves latest.json, by If-Match, so that nobody's move is lost. */
public final class LatestVersion {

  private final Documents documents;

  public LatestVersion(ObjectStore store) {
    this.documents = new Documents(store);
  }

  public Latest read(String job) {
    return documents.require(ObjectKeys.latest(job), Latest.class);
  }

  /**
   * Notes that a plan's round has ended with this version as the newest. Does nothing when that has
   * been noted: a step that runs again must not undo what came after.
   */
  public void endRound(Plan plan, int version) {
    String key = ObjectKeys.latest(plan.job());
    while (true) {
      Tagged<Latest> latest =
          documents
              .readTagged(key, Latest.class)
              .orElseThrow(() -> new IllegalStateException("There is no " + key));
      if (latest.value().throughRound() >= plan.round()
          || documents.replace(key, latest.etag(), new Latest(version, plan.round()))) {
        return;
      }
    }
  }

  /** A round is under way from its plan to its result, though its version is there before. */
  private void refuseWhileUnderWay(String job, int through, int next) {
    boolean closing = through > 0 && !documents.exists(ObjectKeys.result(job, through));
    if (closing || documents.exists(ObjectKeys.plan(job, next))) {
      throw new IllegalArgumentException(
          "Round %d of job %s is under way; roll back when it has ended"
              .formatted(closing ? through : next, job));
    }
  }

  /**
   * Makes an older version the one that the next round starts from.
   *
   * @throws IllegalArgumentException when there is no such version, or a round is under way
   */
  public Latest rollBack(String job, int version) {
    String key = ObjectKeys.latest(job);
    if (!documents.exists(ObjectKeys.card(job, version))) {
      throw new IllegalArgumentException("Job " + job + " has no version " + version);
    }
    while (true) {
      Tagged<Latest> latest =
          documents
              .readTagged(key, Latest.class)
              .orElseThrow(() -> new IllegalArgumentException("There is no job " + job));
      int next = latest.value().throughRound() + 1;
      refuseWhileUnderWay(job, latest.value().throughRound(), next);
      Latest rolledBack = new Latest(version, latest.value().throughRound());
      if (documents.replace(key, latest.etag(), rolledBack)) {
        return rolledBack;
      }
    }
  }
}
