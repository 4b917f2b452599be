package dev.rondo.cli.execution;

import dev.rondo.cli.run.Run;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;

/**
 * The progress of a job.
 *
 * @param version the version that the next round trains from
 * @param round the round in progress, or the next one
 * @param underWay whether that round has a plan and no result yet
 */
public record Position(int version, int round, boolean underWay) {

  /** Reads it from the store. */
  public static Position of(Run run) {
    Latest latest = new LatestVersion(run.store()).read(run.job());
    int through = latest.throughRound();
    // Its version is committed, but its result is not written yet.
    if (through > 0 && !run.documents().exists(ObjectKeys.result(run.job(), through))) {
      return new Position(latest.version(), through, true);
    }
    boolean planned = run.documents().exists(ObjectKeys.plan(run.job(), through + 1));
    return new Position(latest.version(), through + 1, planned);
  }
}
