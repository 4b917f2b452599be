package dev.rondo.rounds.update;

/**
 * Why an update was refused: the sender's fault, recorded and never tried again.
 *
 * @param reason what kind of fault
 * @param detail one line that says what was found and what was expected
 */
public record Rejection(Reason reason, String detail) implements Verdict, UpdateReader.Opened {

  /** The kinds of fault. */
  public enum Reason {
    /** More bytes than this model's updates can have. */
    SIZE,
    /** Not a safetensors file. */
    MALFORMED,
    /** Metadata that is missing or cannot be read. */
    METADATA,
    /** Made for another job or round. */
    ROUND,
    /** Trained from another version. */
    BASE_VERSION,
    /** From someone who was not invited. */
    NONCE,
    /** An example count that cannot be. */
    EXAMPLES,
    /** A tensor that the model does not have. */
    UNKNOWN_TENSOR,
    /** A tensor of the model that is not there. */
    MISSING_TENSOR,
    DTYPE,
    SHAPE,
    /** A NaN or an infinity. */
    NOT_FINITE,
    /** An L2 norm over the job's bound. */
    NORM
  }
}
