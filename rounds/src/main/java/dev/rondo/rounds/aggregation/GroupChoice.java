package dev.rondo.rounds.aggregation;

/**
 * Decides whether the master folds a decision alone, or adds up the sums of groups that other
 * functions fold.
 */
@FunctionalInterface
public interface GroupChoice {

  /**
   * @param parameters numbers of the model
   * @param contributors clients that count
   * @param partials partial aggregates that have to be added up
   * @param updates single updates beside them
   * @return how many groups, 2 or more; or 0 when the master is to fold all itself
   */
  int groups(long parameters, int contributors, int partials, int updates);

  /** The master always folds everything itself. */
  static GroupChoice none() {
    return (parameters, contributors, partials, updates) -> 0;
  }
}
