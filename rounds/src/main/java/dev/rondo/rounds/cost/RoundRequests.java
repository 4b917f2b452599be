package dev.rondo.rounds.cost;

/**
 * The requests of a job's first round if it is committed, step by step, as the code makes them when
 * no step is repeated and no update rejected. Tests run rounds on a store that counts, and hold
 * these figures to it. {@link #moreInLaterRounds} has what later rounds ask for in addition.
 *
 * <p>The server optimizer is one without state. A masked round of a whole model has at most 8
 * billion masks, so that the helper is called once.
 *
 * <p>On AWS come on top: a HEAD when a function starts cold, a GET of the test data with it, and
 * what is tried again after a throttled request.
 */
public final class RoundRequests {

  /** State transitions of a committed and evaluated round: seven states, and the end. */
  public static final int TRANSITIONS = 8;

  /** More of them where groups are folded: the Map, and Aggregate and the choice once more. */
  public static final int GROUPED_TRANSITIONS = 3;

  /** More of them where the helper is asked, beside one a call: likewise. */
  public static final int MASKED_TRANSITIONS = 3;

  /** State transitions that a training adds to each of its rounds. */
  public static final int TRAINING_TRANSITIONS = 2;

  /** Seconds between two heartbeats of a client that trains. */
  static final double HEARTBEAT_SECONDS = 30;

  private static final int SEATS_A_REQUEST = 10;

  /** Coordinates that the helper adds up at a time. */
  private static final long BLOCK_OF_HELPER = 1 << 18;

  /** Of a group: plan, contributors, and whether its sum is there. */
  private static final int GETS_A_GROUP = 3;

  private RoundRequests() {}

  /** The requests of one part of a round, those of a function's handler included. */
  public static Requests of(Caller part, RoundShape shape) {
    Requests step = ofStep(part, shape);
    return part.isFunction() ? step.plus(ofHandlers(part, invocations(part, shape))) : step;
  }

  /** What a function's handlers ask for beside the step: a worker's for nothing. */
  public static Requests ofHandlers(Caller part, long invocations) {
    Requests one = ofHandler(part);
    return new Requests(0, one.gets() * invocations, 0, 0);
  }

  private static Requests ofHandler(Caller part) {
    return switch (part) {
      // The secret of the nonces.
      case OPEN_ROUND -> new Requests(0, 1, 0, 0);
      // Job, plan, contributors.
      case AGGREGATE -> new Requests(0, 3, 0, 0);
      // Job.
      case FOLD_PART -> new Requests(0, 1, 0, 0);
      // Test data.
      case EVALUATE -> new Requests(0, 1, 0, 0);
      // For the metrics: result before and after, contributors, job.
      case CLOSE_ROUND -> new Requests(0, 4, 0, 0);
      case AWAIT_QUORUM, FOLD_UPDATES, UNMASK, CLIENTS, UPDATE_EVENTS -> Requests.NONE;
    };
  }

  /** The requests of a step itself, as a class in core or a client's side makes them. */
  static Requests ofStep(Caller part, RoundShape shape) {
    Protection protection = shape.protection();
    return ofPlainStep(part, shape)
        .plus(protection.isPrivate() ? ofPrivacy(part, shape) : Requests.NONE)
        .plus(protection.isMasked() ? ofMasks(part, shape) : Requests.NONE);
  }

  /** What differential privacy adds. */
  private static Requests ofPrivacy(Caller part, RoundShape shape) {
    int buffers = shape.protection().ownBuffers();
    return switch (part) {
      // Participations; whether they are there.
      case OPEN_ROUND -> new Requests(1, 1, 0, 0);
      // Participations.
      case FOLD_UPDATES -> new Requests(0, shape.batches(), 0, 0);
      case CLIENTS -> new Requests(0, shape.updates(), 0, 0);
      // State; secret, and the base model once more for each of its vectors.
      case AGGREGATE ->
          shape.protection().drawsNoise()
              ? new Requests(Math.min(1, buffers), 1L + buffers, 0, 0)
              : Requests.NONE;
      default -> Requests.NONE;
    };
  }

  /** What masks add. */
  private static Requests ofMasks(Caller part, RoundShape shape) {
    return switch (part) {
      // Sealed seed.
      case CLIENTS -> new Requests(shape.updates(), 0, 0, 0);
      // The contributors for the helper. Once more: plan, outcome, contributors, what there is to
      // add up, and the sums of groups are listed; sum of masks, which are listed twice.
      case AGGREGATE ->
          shape.groups() > 0
              ? new Requests(1, 3 + 1, 1 + 2, 0)
              : new Requests(1, 3L + shape.partials() + shape.singles() + 1, 2, 0);
      case UNMASK -> ofHelper(shape, 1);
      default -> Requests.NONE;
    };
  }

  /**
   * Of the helper, one call after the other: the frozen set, and each call's sum; the first call
   * looks for the keys of clients, and each for contributors, frozen set, seeds and sum. With noise
   * buffers, each call puts these, too.
   *
   * @param calls one for each range
   */
  static Requests ofHelper(RoundShape shape, int calls) {
    long puts = shape.protection().helperBuffers() > 0 ? 2 : 1;
    return new Requests(1 + calls * puts, 1 + calls * (3L + shape.updates()), 0, 0);
  }

  /**
   * What the helper asks for in a later round, if it keeps noise buffers: each call reads the
   * frozen set of the release before, looks for the file of its range, reads where the numbers
   * begin, and reads them in blocks, twice.
   */
  static Requests moreOfHelper(RoundShape shape, int calls) {
    if (shape.protection().helperBuffers() == 0) {
      return Requests.NONE;
    }
    long blocks = 0;
    for (long call = 0; call < calls; call++) {
      long length = shape.parameters() * (call + 1) / calls - shape.parameters() * call / calls;
      blocks += ceil(length, BLOCK_OF_HELPER);
    }
    return new Requests(0, 3L * calls + 2 * blocks, 0, 0);
  }

  /** What a round that is not the first of its job asks for in addition to {@link #of}. */
  public static Requests moreInLaterRounds(Caller part, RoundShape shape) {
    Protection protection = shape.protection();
    long buffers = protection.ownBuffers();
    return switch (part) {
      // Result of the round before; its participations, outcome and contributors.
      case OPEN_ROUND -> new Requests(0, protection.isPrivate() ? 4 : 1, 0, 0);
      // Manifest of the release before; the state of each buffer in each pass over the model.
      case AGGREGATE ->
          protection.isPrivate()
              ? new Requests(0, 1 + buffers * (1 + buffers), 0, 0)
              : Requests.NONE;
      case UNMASK -> moreOfHelper(shape, 1);
      default -> Requests.NONE;
    };
  }

  private static Requests ofPlainStep(Caller part, RoundShape shape) {
    long updates = shape.updates();
    long batches = shape.batches();
    return switch (part) {
      // Plan, latest, owner, seats; and what there is of result, job, roster, data, versions,
      // outcome and round.
      case OPEN_ROUND -> new Requests(4, 13, 0, ceil(updates, SEATS_A_REQUEST));
      // Token; plan, outcome, contributors; verdicts.
      case AWAIT_QUORUM -> new Requests(1, 3, 1, 0);
      // A verdict an update, a partial a batch of several; plan, result, contributors, the updates,
      // whether a single one has a verdict, leases; verdicts. The last batch reads the token.
      case FOLD_UPDATES ->
          new Requests(
                  updates + shape.partials(),
                  3 * batches + updates + shape.singles() + 1,
                  batches,
                  0)
              .plus(ofLeases(shape));
      // Contributors, model, outcome, manifest, latest; plan, outcome, contributors, base manifest,
      // base model, latest twice, each partial's header and then its sum, each single update's
      // verdict and then the update; partials, verdicts, updates.
      case AGGREGATE ->
          shape.groups() > 0
              ? ofMasterOfGroups(shape)
              : new Requests(5, 7 + 2L * shape.partials() + 2L * shape.singles(), 3, 0);
      // The sums; each group's few, and the partials and single updates.
      case FOLD_PART ->
          shape.groups() > 0
              ? new Requests(
                  shape.groups(),
                  (long) GETS_A_GROUP * shape.groups() + shape.partials() + shape.singles(),
                  0,
                  0)
              : Requests.NONE;
      case UNMASK -> Requests.NONE;
      // Evaluation; evaluation, plan, manifest, model.
      case EVALUATE -> shape.evaluate() ? new Requests(1, 4, 0, 0) : Requests.NONE;
      // Result; result, plan, outcome, latest, contributors, evaluation; updates.
      case CLOSE_ROUND -> new Requests(1, 6, 1, 0);
      // Update; outcome, own update, plan, data shard, manifest, model, a look at the outcome with
      // each heartbeat; seat taken, kept at once, kept by heartbeats, deleted.
      case CLIENTS ->
          new Requests(
              updates,
              updates * ((shape.leased() ? 6 : 5) + shape.heartbeats()),
              0,
              updates * (3 + shape.heartbeats()));
      // A message an update; a batch is received and deleted by one request each.
      case UPDATE_EVENTS -> new Requests(0, 0, 0, updates + 2 * batches);
    };
  }

  /** Of the workers: the index of the data set a batch, and the lease of each update. */
  static Requests ofLeases(RoundShape shape) {
    return shape.leased()
        ? new Requests(0, (long) shape.batches() + shape.updates(), 0, 0)
        : Requests.NONE;
  }

  /**
   * Of both its runs. The first reads plan, outcome, contributors, each partial's header and each
   * single update's verdict; partials, verdicts, updates, sums. The second reads plan, outcome,
   * contributors, sums, base manifest, base model, latest twice; sums.
   */
  private static Requests ofMasterOfGroups(RoundShape shape) {
    long leaves = (long) shape.partials() + shape.singles();
    return new Requests(5, 10 + leaves + shape.groups(), 5, 0);
  }

  /** How many transitions a committed round makes. */
  public static int transitions(RoundShape shape) {
    int grouped = shape.groups() > 0 ? GROUPED_TRANSITIONS + shape.groups() : 0;
    int masked = shape.protection().isMasked() ? MASKED_TRANSITIONS + 1 : 0;
    return TRANSITIONS - (shape.evaluate() ? 0 : 1) + grouped + masked;
  }

  /** The requests of a round. */
  public static Requests of(RoundShape shape) {
    Requests sum = Requests.NONE;
    for (Caller part : Caller.values()) {
      sum = sum.plus(of(part, shape));
    }
    return sum;
  }

  /** How often a round invokes a function; 0 for what is none. */
  public static long invocations(Caller part, RoundShape shape) {
    return switch (part) {
      case FOLD_UPDATES -> shape.batches();
      case AGGREGATE -> 1 + (shape.groups() > 0 ? 1 : 0) + invocations(Caller.UNMASK, shape);
      case FOLD_PART -> shape.groups();
      case EVALUATE -> shape.evaluate() ? 1 : 0;
      case UNMASK -> shape.protection().isMasked() ? 1 : 0;
      case CLIENTS, UPDATE_EVENTS -> 0;
      default -> 1;
    };
  }

  /** How often a round invokes functions. */
  public static long invocations(RoundShape shape) {
    long sum = 0;
    for (Caller part : Caller.values()) {
      sum += invocations(part, shape);
    }
    return sum;
  }

  static long ceil(long count, long size) {
    return (count + size - 1) / size;
  }
}
