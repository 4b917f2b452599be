package dev.rondo.faults.service;

/** The kinds of faults. Each schedule draws which of them can happen, and how often. */
public enum Fault {
  /** The store, or another service, answers 503 or 409 and has done nothing. */
  CALL_REFUSED(0.03),
  /** A write is done, and then its caller gets no answer. */
  ANSWER_LOST(0.03),
  /**
   * A write is done, its answer lost, and the client library sends it again: a conflict with
   * itself.
   */
  WRITE_RESENT(0.05),
  /** A read breaks off midway. */
  READ_BREAKS(0.02),
  /** A call takes seconds to minutes. */
  CALL_STALLS(0.02),
  /** A function is killed before a call's effect. */
  KILLED_BEFORE(0.02),
  /** A function is killed after a call's effect. */
  KILLED_AFTER(0.02),
  /** The caller is told that a function failed, and the function runs on. */
  GIVEN_UP(0.3),
  /** One call of a function runs it twice, side by side. */
  INVOKED_TWICE(0.3),
  /** A function may not start now. */
  THROTTLED(0.1),
  /** A function's clock is wrong. */
  CLOCK_SKEWED(0.3),
  /** An upload's event never comes. */
  EVENT_LOST(0.4),
  /** A message comes twice. */
  MESSAGE_DOUBLED(0.2),
  /** A message comes late, behind others. */
  MESSAGE_LATE(0.2),
  /** A message comes again while it is still being handled. */
  VISIBILITY_SHORT(0.1),
  /** Some of a batch of seats are sent, then the call fails. */
  PUBLISH_BREAKS(0.3),
  /** A client agent dies. */
  AGENT_CRASHES(0.15),
  /** A client agent stalls, and then goes on as if no time had passed. */
  AGENT_STALLS(0.15),
  /** A client agent sends something that must not count. */
  AGENT_LIES(0.3),
  /** A client agent sends what it sent in an earlier round. */
  AGENT_REPLAYS(0.15),
  /** An execution is stopped. */
  EXECUTION_STOPPED(0.4),
  /** A round is started once more, while it runs or after it has ended. */
  ROUND_STARTED_TWICE(0.4),
  /** An operator starts a round before its turn. */
  WRONG_ROUND_STARTED(0.2),
  /** An operator rolls back, or tries to. */
  ROLLED_BACK(0.5),
  /** An operator abandons a round, at any moment. */
  ROUND_ABANDONED(0.3),
  /** One client has many ids, and uploads with the nonce of its seat under each of them. */
  SYBILS(0.2),
  /** The lease of a data shard becomes another client's, or its first holder's again. */
  LEASE_CHANGES(0.8),
  /** An operator changes the roster of the job, at any moment. */
  ROSTER_CHANGES(0.5),
  /** A client takes and deletes seats that it does not serve. */
  SEATS_HOARDED(0.05),
  /** No upload of a round is announced. */
  EVENTS_STOP(0.2),
  /** A client agent masks and uploads its update once more. */
  AGENT_UPLOADS_TWICE(0.2),
  /** The helper does not have the key of a client, or gets it late. */
  KEY_NOT_ENROLLED(0.1),
  /** Somebody asks the helper for the masks of other contributors than a round has. */
  OTHERS_UNMASKED(0.2);

  private final double rate;

  Fault(double rate) {
    this.rate = rate;
  }

  /** How likely it is, each time that it could happen, in a schedule in which it may. */
  double rate() {
    return rate;
  }
}
