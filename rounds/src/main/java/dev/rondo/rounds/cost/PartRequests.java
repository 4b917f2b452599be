package dev.rondo.rounds.cost;

/**
 * The requests of a committed round whose model is cut into parts, step by step, as the code makes
 * them under the assumptions of {@link RoundRequests}; tests compare them with real rounds. What is
 * not said here is as on the two-level path. A worker leaves the verdicts on its batch and no sum.
 *
 * <p>The server optimizer is one without state, and the updates' tensors are in the model's order:
 * then a range is one request.
 *
 * @param shape the round
 * @param parts slices of the model
 * @param rangeBytes of one file that a part reads at a time
 */
public record PartRequests(RoundShape shape, int parts, long rangeBytes) {

  /** Of a part, its function included: job, plan, contributors, upload, own word, base model. */
  public static final int GETS_A_PART = 6;

  /** Its part of the upload, and its word. */
  public static final int PUTS_A_PART = 2;

  public PartRequests {
    if (parts < 1 || parts > shape.parameters() || rangeBytes < Float.BYTES) {
      throw new IllegalArgumentException(
          "%s numbers cannot be read in %s parts and ranges of %s bytes"
              .formatted(shape.parameters(), parts, rangeBytes));
    }
  }

  /** The requests of one part of a round, those of a function's handler included. */
  public Requests of(Caller part) {
    return switch (part) {
      case AGGREGATE -> freeze().plus(commit());
      case FOLD_UPDATES -> validation();
      case FOLD_PART ->
          new Requests((long) PUTS_A_PART * parts, (long) GETS_A_PART * parts + ranges(), 0, 0);
      default -> RoundRequests.of(part, shape);
    };
  }

  /** The requests of the round. */
  public Requests all() {
    Requests sum = Requests.NONE;
    for (Caller part : Caller.values()) {
      sum = sum.plus(of(part));
    }
    return sum;
  }

  /**
   * Of the workers: a verdict an update; plan, result, contributors; each update, and whether it
   * has a verdict; leases; verdicts. The last batch reads the token.
   */
  private Requests validation() {
    long updates = shape.updates();
    long batches = shape.batches();
    return new Requests(updates, 3 * batches + 2 * updates + 1, batches, 0)
        .plus(RoundRequests.ofLeases(shape));
  }

  /**
   * Of the master's first run: contributors, upload begun and noted; the function's job, plan,
   * contributors and candidates, then plan, outcome, contributors, each update's verdict, upload;
   * the verdicts are listed.
   */
  public Requests freeze() {
    return new Requests(3, 8L + shape.updates(), 1, 0);
  }

  /**
   * Of its second run: upload completed, outcome, manifest, latest; the function's job, plan and
   * contributors, then plan, outcome, contributors, upload, each part's word, latest twice.
   */
  public Requests commit() {
    return new Requests(4, 9L + parts, 0, 0);
  }

  /** Ranges that all parts read, of the base model and of every update. */
  public long ranges() {
    long numbers = rangeBytes / Float.BYTES;
    long shorter = shape.parameters() / parts;
    long longer = shape.parameters() % parts;
    long strides =
        longer * RoundRequests.ceil(shorter + 1, numbers)
            + (parts - longer) * RoundRequests.ceil(shorter, numbers);
    return strides * (shape.updates() + 1L);
  }

  /** Transitions of the state machine: each part is one of them. */
  public int transitions() {
    return RoundRequests.transitions(shape) + RoundRequests.GROUPED_TRANSITIONS + parts;
  }

  /** How often functions are invoked: the master twice. */
  public long invocations() {
    return RoundRequests.invocations(shape) + 1 + parts;
  }
}
