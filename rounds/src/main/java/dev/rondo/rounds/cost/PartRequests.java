package dev.rondo.rounds.cost;

import java.util.function.LongUnaryOperator;

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
    Protection protection = shape.protection();
    return switch (part) {
      case AGGREGATE -> freeze().plus(ask()).plus(commit()).plus(stateOfMaster());
      case FOLD_UPDATES -> validation();
      case FOLD_PART ->
          new Requests((long) PUTS_A_PART * parts, (long) GETS_A_PART * parts + ranges(), 0, 0)
              .plus(ofProtection());
      case UNMASK -> protection.isMasked() ? RoundRequests.ofHelper(shape, parts) : Requests.NONE;
      default -> RoundRequests.of(part, shape);
    };
  }

  /** What a round that is not the first of its job asks for in addition. */
  public Requests moreInLaterRounds(Caller part) {
    long buffers = shape.protection().ownBuffers();
    return switch (part) {
      case AGGREGATE -> Requests.NONE;
      // Of a part with buffers: manifest of the release before, its state, and where it begins;
      // then the ranges.
      case FOLD_PART ->
          buffers > 0
              ? new Requests(0, 3L * parts + buffers * rangesOfState(), 0, 0)
              : Requests.NONE;
      case UNMASK -> RoundRequests.moreOfHelper(shape, parts);
      default -> RoundRequests.moreInLaterRounds(part, shape);
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
        .plus(RoundRequests.ofLeases(shape))
        .plus(
            new Requests(0, shape.protection().isPrivate() ? batches : 0, 0, 0)); // Participations.
  }

  /**
   * Of the parts, with privacy: a part of each buffer; secret, and the base manifest for buffers.
   * With masks: the sums of masks, and where they begin, then their ranges.
   */
  private Requests ofProtection() {
    Protection protection = shape.protection();
    if (protection.isMasked()) {
      return new Requests(0, 2L * parts + strides(), 0, 0);
    }
    long buffers = protection.ownBuffers();
    return protection.isPrivate()
        ? new Requests(buffers * parts, parts * (1 + Math.min(1, buffers)), 0, 0)
        : Requests.NONE;
  }

  /** The upload of the buffers is begun and completed. */
  private Requests stateOfMaster() {
    return new Requests(shape.protection().ownBuffers() > 0 ? 2 : 0, 0, 0, 0);
  }

  /**
   * Of the master with masks: the contributors for the helper; a run more has the function's job,
   * plan and contributors, then plan, outcome and contributors. Each run lists the sums of masks.
   */
  public Requests ask() {
    return shape.protection().isMasked() ? new Requests(1, 6, 3, 0) : Requests.NONE;
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
    return strides() * (shape.updates() + 1L);
  }

  /** Stretches in which all parts are read. */
  private long strides() {
    return ofParts(length -> RoundRequests.ceil(length, numbers()));
  }

  /** Ranges of a buffer: each stride is read in two halves, but for one of a single number. */
  private long rangesOfState() {
    return 2 * strides() - ofParts(length -> length % numbers() == 1 ? 1 : 0);
  }

  /** Numbers of a stride. */
  private long numbers() {
    return rangeBytes / Float.BYTES;
  }

  /** The sum of something over all parts, of which some are longer by one number. */
  private long ofParts(LongUnaryOperator ofLength) {
    long shorter = shape.parameters() / parts;
    long longer = shape.parameters() % parts;
    return longer * ofLength.applyAsLong(shorter + 1)
        + (parts - longer) * ofLength.applyAsLong(shorter);
  }

  /** Transitions of the state machine: each part is one of them. */
  public int transitions() {
    // With masks, each part is also a call of the helper, of which the shape has one.
    int calls = shape.protection().isMasked() ? parts - 1 : 0;
    return RoundRequests.transitions(shape) + RoundRequests.GROUPED_TRANSITIONS + parts + calls;
  }

  /** How often functions are invoked: the master twice, with masks three times. */
  public long invocations() {
    int calls = shape.protection().isMasked() ? parts - 1 : 0;
    return RoundRequests.invocations(shape) + 1 + parts + calls;
  }
}
