package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.Protection;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;

/**
 * The two-level path. With N updates in b batches, which leave p partial aggregates and s single
 * updates:
 *
 * <pre>
 * worker seconds = (N B + 2 B p) / G + requests x request time + b x invocation; N verdicts and s
 *                  verdicts of the master are four requests at a time
 * master seconds = (2 B p + B s + 2 B) / G + requests x request time
 * signal to manifest = transition + invocation + master seconds
 * </pre>
 *
 * With masks, the master adds up twice, before and after the helper is asked, and reads the sum of
 * the masks. With noise buffers it walks through the base model once more for each, and writes the
 * buffer in F64. Drawing noise comes on top ({@link Processor}).
 *
 * <p>In groups ({@link Groups}) the master's p and s are the groups' sums, and what {@code grouped}
 * has beside these is added to the time.
 *
 * <p>A partial aggregate has 2 B bytes, because it is in F64. The requests are those of {@link
 * RoundRequests}, which tests count on the steps themselves.
 */
public final class TwoLevel {

  /** Requests of the master that come after the manifest: the latest version, read and moved. */
  static final int AFTER_MANIFEST = 2;

  private final Speeds speeds;
  private final Memory memory;

  public TwoLevel(Speeds speeds, Memory memory) {
    this.speeds = speeds;
    this.memory = memory;
  }

  /** What a round of this shape takes. */
  public Estimate estimate(RoundShape shape) {
    int updates = shape.updates();
    int batches = shape.batches();
    double model = shape.modelBytes();
    double sums = 2 * model * shape.partials();
    double worker =
        speeds.seconds(
                model * updates + sums,
                RoundRequests.of(Caller.FOLD_UPDATES, shape).store() - updates)
            + speeds.seconds(0, updates) / Memory.READS_IN_FLIGHT
            + batches * speeds.invokeSeconds();
    double master = masterSeconds(shape);
    double groups = 0;
    double toSums = 0;
    if (shape.groups() > 0) {
      Groups tree = new Groups(speeds, memory);
      double group =
          tree.groupSeconds(shape.parameters(), shape.partials(), shape.singles(), shape.groups());
      groups = shape.groups() * group;
      toSums = tree.stepsToSums() + group;
    }
    return new Estimate(
        0,
        speeds.transitionSeconds()
            + speeds.invokeSeconds()
            + master
            + toSums
            - speeds.seconds(0, AFTER_MANIFEST),
        worker,
        memory.workerMb(),
        master,
        memory.masterMb(),
        groups,
        memory.partMb(),
        RoundRequests.of(shape),
        RoundRequests.transitions(shape),
        RoundRequests.invocations(shape));
  }

  /** Billed seconds of the master, of both its runs where groups are folded in between. */
  double masterSeconds(RoundShape shape) {
    double model = shape.modelBytes();
    long requests = RoundRequests.of(Caller.AGGREGATE, shape).store();
    double leaves = 2.0 * shape.partials() + shape.singles();
    double more = ofProtection(shape.protection(), shape.groups() == 0 ? leaves : 0);
    if (shape.groups() == 0) {
      return speeds.seconds(model * (leaves + 2 + more), requests - shape.singles())
          + speeds.seconds(0, shape.singles()) / Memory.READS_IN_FLIGHT;
    }
    int small = shape.partials() + shape.singles();
    return speeds.seconds(model * (2.0 * shape.groups() + 2 + more), requests - small)
        + speeds.seconds(0, small) / Memory.READS_IN_FLIGHT;
  }

  /**
   * What the master moves because of privacy or masks, in models.
   *
   * @param again what it adds up before the helper is asked
   */
  private static double ofProtection(Protection protection, double again) {
    return protection.isMasked() ? again + 1 : 3.0 * protection.ownBuffers();
  }
}
