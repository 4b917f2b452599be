package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.RoundRequests;

/**
 * A decision that is folded in groups: the middle of the tree between workers and master. With p
 * partial aggregates, s single updates, g groups (40 at most, so that the Map state runs all at
 * once) and r seconds to a request's first byte:
 *
 * <pre>
 * alone   = (2 B p + B s) / G + (2 p + s + s / 4) r                the master folds all itself
 * group   = ((2 B p + B s) / g + 2 B) / G + ((p + s) / g + 5) r
 * grouped = (p + s) r / 4 + 3 transitions + 2 invocations + group + g (2 B / G + r) + 9 r
 * </pre>
 *
 * The headers of the partial aggregates and the verdicts on the updates are read four at a time. If
 * the master alone would not have the time, the best number of groups is taken at any price. Both
 * leave out what the master does in either case: base model in, new model out, the manifest; 9 is
 * what its second run reads again.
 *
 * @param speeds of the services
 * @param memory of the functions
 */
record Groups(Speeds speeds, Memory memory) {

  /** Plan, decision and job are read, and whether the sum is there; the sum is put. */
  static final int REQUESTS = 5;

  /** Job, plan twice, decision twice, manifest; partials, verdicts, updates, and sums twice. */
  private static final int SECOND_RUN = 9;

  private static final int TRANSITIONS_TO_SUMS = 3;
  private static final int INVOCATIONS_TO_SUMS = 2;

  /** How many groups are worth it, or 0. */
  int best(long parameters, int contributors, int partials, int updates, Prices prices) {
    int best = 0;
    boolean alone = aloneSeconds(parameters, partials, updates) <= Functions.MOST_SECONDS / 2;
    double most = alone ? 0 : Double.NEGATIVE_INFINITY;
    int limit = Math.min(AggregationModel.MAP_CONCURRENCY, (partials + updates) / 2);
    for (int groups = 2; groups <= limit; groups++) {
      double saved =
          (aloneSeconds(parameters, partials, updates)
                  - seconds(parameters, partials, updates, groups))
              * AggregationModel.waitingDollarsASecond(contributors);
      double gain = saved - moreDollars(parameters, partials, updates, groups, prices);
      if (gain > most) {
        most = gain;
        best = groups;
      }
    }
    return best;
  }

  /** From the frozen decision to the groups' functions, and back to the master. */
  double stepsToSums() {
    return TRANSITIONS_TO_SUMS * speeds.transitionSeconds()
        + INVOCATIONS_TO_SUMS * speeds.invokeSeconds();
  }

  double aloneSeconds(long parameters, int partials, int updates) {
    return speeds.seconds(leafBytes(parameters, partials, updates), 2L * partials + updates)
        + speeds.seconds(0, updates) / Memory.READS_IN_FLIGHT;
  }

  double seconds(long parameters, int partials, int updates, int groups) {
    return speeds.seconds(0, partials + updates) / Memory.READS_IN_FLIGHT
        + stepsToSums()
        + groupSeconds(parameters, partials, updates, groups)
        + speeds.seconds(groups * sumBytes(parameters), groups + SECOND_RUN);
  }

  double groupSeconds(long parameters, int partials, int updates, int groups) {
    double bytes = leafBytes(parameters, partials, updates) / groups + sumBytes(parameters);
    double requests = (double) (partials + updates) / groups + REQUESTS;
    return speeds.seconds(bytes, 0) + requests * speeds.requestSeconds();
  }

  /** Dollars that groups cost beside the reading of their share, which the master does not do. */
  private double moreDollars(
      long parameters, int partials, int updates, int groups, Prices prices) {
    double more =
        groups * groupSeconds(parameters, partials, updates, groups)
            + speeds.seconds(groups * sumBytes(parameters), groups + SECOND_RUN)
            - aloneSeconds(parameters, partials, updates);
    return Math.max(0, more) * memory.partMb() / 1024 * prices.lambdaArmGbSecond()
        + (groups + 1) * prices.lambdaRequest()
        + (groups + RoundRequests.GROUPED_TRANSITIONS) * prices.transition()
        + groups * prices.s3Put()
        + (REQUESTS * groups + updates) * prices.s3Get();
  }

  private static double leafBytes(long parameters, int partials, int updates) {
    return 4.0 * parameters * (2.0 * partials + updates);
  }

  private static double sumBytes(long parameters) {
    return 8.0 * parameters;
  }
}
