package dev.rondo.functions.support;

/**
 * All metrics that Rondo emits, in a namespace with the name of the control stack. A test holds the
 * dashboard to this list. Each metric exists for each job and over all jobs.
 */
public enum Metric {
  /** Time from the plan to the result. */
  ROUND_DURATION("RoundDuration", Unit.SECONDS),
  /** Time from the plan to the start of aggregation, which is the quorum or the deadline. */
  QUORUM_WAIT("QuorumWait", Unit.SECONDS),
  /** Updates that the new version contains; 0 for an abandoned round. */
  UPDATES_ACCEPTED("UpdatesAccepted", Unit.COUNT),
  /** Updates that failed validation; by reason too. */
  UPDATES_REJECTED("UpdatesRejected", Unit.COUNT),
  /** Valid updates that arrived after the decision. */
  UPDATES_LATE("UpdatesLate", Unit.COUNT),
  /** Seats without an update. */
  UPDATES_DROPPED("UpdatesDropped", Unit.COUNT),
  /** Clients in a committed version. */
  CONTRIBUTOR_COUNT("ContributorCount", Unit.COUNT),
  /** The contributors' mean training loss, weighted by examples. */
  TRAIN_LOSS("TrainLoss", Unit.NONE),
  /** Mean loss on the test data, in rounds that are evaluated. */
  TEST_LOSS("TestLoss", Unit.NONE),
  /** Accuracy on the test data, 0 to 1, in rounds that are evaluated. */
  TEST_ACCURACY("TestAccuracy", Unit.NONE),
  /** Duration of one run of the master. */
  AGGREGATION_DURATION("AggregationDuration", Unit.SECONDS),
  /** Bytes of updates and partial aggregates that one run of a worker or of the master read. */
  BYTES_FOLDED("BytesFolded", Unit.BYTES),
  /** Training loss of a contributor, by job and client; only for jobs of up to 20 clients. */
  CLIENT_LOSS("ClientLoss", Unit.NONE),
  /**
   * What clients measured of the version that they started from, by job and the name of what they
   * measured; loss and accuracy, and at most eight others.
   */
  CLIENT_EVALUATION("ClientEvaluation", Unit.NONE),
  /** 1 for a committed round, 0 for another. */
  ROUNDS_COMMITTED("RoundsCommitted", Unit.COUNT),
  /** 1 for an abandoned round, 0 for another. */
  ROUNDS_ABANDONED("RoundsAbandoned", Unit.COUNT),
  /**
   * Time when seats were last published for a round, in seconds since 1970. Timestamps show which
   * of two events is later, which counts cannot: rounds of a training end and begin within one
   * minute.
   */
  ROUND_OPENED_AT("RoundOpenedAt", Unit.SECONDS),
  /** Time when a round last ended, committed or abandoned, in seconds since 1970. */
  ROUND_ENDED_AT("RoundEndedAt", Unit.SECONDS),
  /**
   * Accepted updates beyond the seats of a round. Emitted only if there are any, which no round
   * should have: one update counts for each seat.
   */
  SEATS_EXCEEDED("SeatsExceeded", Unit.COUNT);

  /** The name of the unit in CloudWatch. */
  public enum Unit {
    SECONDS("Seconds"),
    BYTES("Bytes"),
    COUNT("Count"),
    NONE("None");

    private final String cloudWatchName;

    Unit(String cloudWatchName) {
      this.cloudWatchName = cloudWatchName;
    }

    public String cloudWatchName() {
      return cloudWatchName;
    }
  }

  private final String cloudWatchName;
  private final Unit unit;

  Metric(String cloudWatchName, Unit unit) {
    this.cloudWatchName = cloudWatchName;
    this.unit = unit;
  }

  public String cloudWatchName() {
    return cloudWatchName;
  }

  public Unit unit() {
    return unit;
  }
}
