package dev.rondo.protocol.store;

/** What became of the completion of an upload. */
public sealed interface UploadOutcome {

  /** The object is there, with this tag. */
  record Stored(String etag) implements UploadOutcome {}

  /** An object was there before (HTTP 412). */
  record Conflict() implements UploadOutcome {}

  /**
   * There is no such upload, or it does not have these parts. That is also the answer when an
   * earlier attempt was carried out and only its answer got lost: look whether the object is there.
   */
  record Gone() implements UploadOutcome {}
}
