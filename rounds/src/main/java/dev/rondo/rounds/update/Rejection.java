package dev.rondo.rounds.update;

/**
 * Why an update was rejected. It is the sender's fault, so it is recorded and never retried.
 *
 * @param reason what kind of fault
 * @param detail one line that says what was found and what was expected
 */
public record Rejection(Reason reason, String detail) implements Verdict, UpdateReader.Opened {

  /** The reasons for a rejection. */
  public enum Reason {
    /** The file is larger than an update of this model can be. */
    SIZE,
    /** The file is not a valid safetensors file. */
    MALFORMED,
    /** Metadata is missing or cannot be read. */
    METADATA,
    /** The update was made for another job or round. */
    ROUND,
    /** The update was trained from another version. */
    BASE_VERSION,
    /** The nonce belongs to no seat of the round: the client was not invited. */
    NONCE,
    /** The number of examples is not valid. */
    EXAMPLES,
    /** The model has no tensor of this name. */
    UNKNOWN_TENSOR,
    /** A tensor of the model is missing. */
    MISSING_TENSOR,
    DTYPE,
    SHAPE,
    /** A number is NaN or infinite. */
    NOT_FINITE,
    /** The L2 norm is above max_update_norm. */
    NORM,
    /** The client is not on the job's roster. */
    NOT_INVITED,
    /** The client has contributed as often, or as recently, as the job's privacy allows. */
    PARTICIPATION,
    /** The update is valid, but another client's update counts for its seat. */
    DUPLICATE_SEAT
  }
}
