package dev.rondo.unmasking;

/** What the helper says to a request. */
public sealed interface UnmaskOutcome {

  /**
   * The sum of masks is in the bucket of the job.
   *
   * @param key of the file
   */
  record Answered(String key) implements UnmaskOutcome {}

  /** The helper gives nothing away. The same request can be answered later, if its cause ends. */
  record Refused(Refusal refusal) implements UnmaskOutcome {}
}
