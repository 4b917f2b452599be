package dev.rondo.protocol.store;

/** What became of a conditional put. */
public sealed interface PutOutcome {

  /** The object is there, with this tag. */
  record Stored(String etag) implements PutOutcome {}

  /**
   * The condition did not hold (HTTP 412). That is also the answer when an earlier attempt was
   * carried out and only its answer got lost: read back and compare.
   */
  record Conflict() implements PutOutcome {}
}
