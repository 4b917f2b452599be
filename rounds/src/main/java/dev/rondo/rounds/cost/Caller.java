package dev.rondo.rounds.cost;

/** Who makes requests in a round: the functions, the clients, and what lies between them. */
public enum Caller {
  OPEN_ROUND("OpenRound"),
  AWAIT_QUORUM("AwaitQuorum"),
  FOLD_UPDATES("FoldUpdates"),
  AGGREGATE("Aggregate"),
  /** The groups of a decision that is folded in groups, and model parts. */
  FOLD_PART("FoldPart"),
  /** The helper of rounds with secure aggregation, in its own account. */
  UNMASK("Unmask"),
  EVALUATE("Evaluate"),
  CLOSE_ROUND("CloseRound"),
  /** The clients, all together. */
  CLIENTS("clients"),
  /** S3's word to the queue of updates, and Lambda's reading of it. */
  UPDATE_EVENTS("update events");

  private final String title;

  Caller(String title) {
    this.title = title;
  }

  /** The name that it goes by in tables. */
  public String title() {
    return title;
  }

  /** Whether this is a Lambda function. */
  public boolean isFunction() {
    return this != CLIENTS && this != UPDATE_EVENTS;
  }
}
