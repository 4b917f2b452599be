package dev.rondo.protocol.store;

/** The result of completing an upload. */
public sealed interface UploadOutcome {

  /** The object was created and has this tag. */
  record Stored(String etag) implements UploadOutcome {}

  /** The key already existed (HTTP 412). */
  record Conflict() implements UploadOutcome {}

  /**
   * The upload does not exist or does not have these parts. An earlier attempt of the same call,
   * whose answer was lost, also leads to this result: check whether the object exists.
   */
  record Gone() implements UploadOutcome {}
}
