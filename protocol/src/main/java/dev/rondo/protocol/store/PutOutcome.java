package dev.rondo.protocol.store;

/** The result of a conditional put. */
public sealed interface PutOutcome {

  /** The object was written and has this tag. */
  record Stored(String etag) implements PutOutcome {}

  /**
   * The condition did not hold (HTTP 412). An earlier attempt of the same call, whose answer was
   * lost, also leads to this result: read the object back and compare.
   */
  record Conflict() implements PutOutcome {}
}
