package dev.rondo.rounds.cost;

/**
 * A round as the model of its cost sees it: every seat brings a valid update, the quorum is all of
 * them, and they reach the workers in batches of about the same size.
 *
 * @param updates seats, and so updates
 * @param batches invocations of FoldUpdates
 * @param parameters numbers of the model
 * @param trainingSeconds from the taking of a seat to the upload
 * @param evaluate whether the version is evaluated
 * @param groups in which the decision is folded before the master adds up their sums; 0 for none
 * @param leased whether clients train on data shards that they lease, and not on their own data
 * @param protection of the updates
 */
public record RoundShape(
    int updates,
    int batches,
    long parameters,
    double trainingSeconds,
    boolean evaluate,
    int groups,
    boolean leased,
    Protection protection) {

  /** The most messages that Lambda hands to FoldUpdates at once. */
  public static final int BATCH_SIZE = 20;

  public RoundShape {
    if (updates < 1 || batches < 1 || batches > updates) {
      throw new IllegalArgumentException(
          "%s updates cannot form %s batches".formatted(updates, batches));
    }
    if (parameters < 1 || !(trainingSeconds >= 0)) {
      throw new IllegalArgumentException(
          "The model must have parameters and the training time must be positive");
    }
    if (groups < 0 || groups > batches) {
      throw new IllegalArgumentException(
          "%s batches cannot form %s groups".formatted(batches, groups));
    }
  }

  /** A round without privacy and masks. */
  public RoundShape(
      int updates,
      int batches,
      long parameters,
      double trainingSeconds,
      boolean evaluate,
      int groups,
      boolean leased) {
    this(updates, batches, parameters, trainingSeconds, evaluate, groups, leased, Protection.NONE);
  }

  /** A round of clients with their own data, whose master folds all itself. */
  public RoundShape(
      int updates, int batches, long parameters, double trainingSeconds, boolean evaluate) {
    this(updates, batches, parameters, trainingSeconds, evaluate, 0, false);
  }

  /** The same round with its decision folded in so many groups. */
  public RoundShape inGroups(int groups) {
    return new RoundShape(
        updates, batches, parameters, trainingSeconds, evaluate, groups, leased, protection);
  }

  /** The same round of clients that lease data shards. */
  public RoundShape onLeasedData() {
    return new RoundShape(
        updates, batches, parameters, trainingSeconds, evaluate, groups, true, protection);
  }

  /** The same round with protected updates. */
  public RoundShape with(Protection other) {
    return new RoundShape(
        updates, batches, parameters, trainingSeconds, evaluate, groups, leased, other);
  }

  /** Batches of one update, which leave a verdict and no partial aggregate. */
  public int singles() {
    return Math.max(0, 2 * batches - updates);
  }

  /** Batches that leave a partial aggregate. */
  public int partials() {
    return batches - singles();
  }

  /** The bytes of a model or of an update, without the header. */
  public long modelBytes() {
    return 4 * parameters;
  }

  /** How often a client prolongs its seat while it trains. */
  public long heartbeats() {
    return (long) Math.floor(trainingSeconds / RoundRequests.HEARTBEAT_SECONDS);
  }
}
