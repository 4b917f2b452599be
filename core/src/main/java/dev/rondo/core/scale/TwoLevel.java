package dev.rondo.core.scale;

import dev.rondo.core.cost.Part;
import dev.rondo.core.cost.Requests;
import dev.rondo.core.cost.RoundRequests;
import dev.rondo.core.cost.RoundShape;

/**
 * The two-level path. With N updates in b batches, which leave p partial aggregates and s markers:
 *
 * <pre>
 * worker seconds = (N B + 2 B p) / G + requests x request time + b x invocation
 * master seconds = (2 B p + B s + 2 B) / G + requests x request time
 * signal to card = transition + invocation + master seconds
 * </pre>
 *
 * A partial aggregate has 2 B bytes, because it is in F64. The requests are those of {@link
 * RoundRequests}, which tests count on the steps themselves.
 */
final class TwoLevel {

  /** Requests of the master that come after the card: the latest version, read and moved. */
  private static final int AFTER_CARD = 2;

  private final Speeds speeds;
  private final Memory memory;

  TwoLevel(Speeds speeds, Memory memory) {
    this.speeds = speeds;
    this.memory = memory;
  }

  Estimate estimate(long parameters, int updates, int batches) {
    RoundShape shape = new RoundShape(updates, batches, parameters, Sharded.TRAINING, false);
    double model = shape.modelBytes();
    double sums = 2 * model * shape.partials();
    double worker =
        speeds.seconds(model * updates + sums, RoundRequests.of(Part.FOLD_UPDATES, shape).store())
            + batches * speeds.invokeSeconds();
    double master =
        speeds.seconds(
            sums + model * (shape.singles() + 2), RoundRequests.of(Part.AGGREGATE, shape).store());
    double afterCard = speeds.seconds(0, AFTER_CARD);
    Requests requests = RoundRequests.of(shape);
    return new Estimate(
        0,
        speeds.transitionSeconds() + speeds.invokeSeconds() + master - afterCard,
        worker,
        memory.workerMb(),
        master,
        memory.masterMb(),
        0,
        memory.shardMb(),
        requests,
        RoundRequests.TRANSITIONS - 1,
        RoundRequests.invocations(shape));
  }
}
