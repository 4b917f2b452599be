package dev.rondo.core.scale;

import dev.rondo.core.cost.Part;
import dev.rondo.core.cost.Requests;
import dev.rondo.core.cost.RoundRequests;
import dev.rondo.core.cost.RoundShape;

/**
 * The sharded path. With S shards of B / S bytes, W = ceil(S / 40) waves of the Map state, ranged
 * reads of R bytes, of which a function has F in flight:
 *
 * <pre>
 * reads          = (N + 1) (S + B / R)          every update and the base model, by every shard
 * shard seconds  = max((N + 2) B / S / G, reads / S / F x request time) + 5 requests
 * signal to card = 4 transitions + 3 invocations + freeze + W x shard seconds + commit
 * worker seconds = N B / G + requests x request time + b x invocation
 * </pre>
 *
 * A slice is counted as one read more than its bytes fill, so that the cost is smooth and never too
 * low.
 */
final class Sharded {

  /** Seconds that a client trains: one heartbeat. */
  static final double TRAINING = 30;

  /** Plan, contributors and base card are read, a part is put, and the first range is opened. */
  private static final int SHARD_OVERHEAD = 5;

  /** The multipart upload: begun, completed. */
  private static final int UPLOAD = 2;

  /** Freezing reads no model; the commit reads the plan, the contributors and the base card. */
  private static final int COMMIT_READS = 6;

  private static final int TRANSITIONS_TO_CARD = 4;

  private final Speeds speeds;
  private final Memory memory;

  Sharded(Speeds speeds, Memory memory) {
    this.speeds = speeds;
    this.memory = memory;
  }

  Estimate estimate(long parameters, int updates, int batches, int shards) {
    RoundShape shape = new RoundShape(updates, batches, parameters, TRAINING, false);
    double model = shape.modelBytes();
    double reads = (updates + 1) * (shards + model / Memory.RANGE_BYTES);
    double moved = (updates + 2) * model / shards / speeds.bytesASecond();
    double asked = reads / shards / Memory.READS_IN_FLIGHT * speeds.requestSeconds();
    double shard = Math.max(moved, asked) + speeds.seconds(0, SHARD_OVERHEAD);
    // The requests of a master that reads a verdict for each batch and folds nothing.
    double freeze = speeds.seconds(0, RoundRequests.of(Part.AGGREGATE, shape).store());
    double commit = speeds.seconds(0, UPLOAD + COMMIT_READS);
    long waves = Memory.ceil(shards, AggregationModel.MAP_CONCURRENCY);
    double worker =
        speeds.seconds(model * updates, RoundRequests.of(Part.FOLD_UPDATES, shape).store())
            + batches * speeds.invokeSeconds();
    Requests requests =
        RoundRequests.of(shape)
            .plus(
                new Requests(
                    shards + UPLOAD,
                    (long) Math.ceil(reads) + (SHARD_OVERHEAD - 2L) * shards + COMMIT_READS,
                    0,
                    0));
    return new Estimate(
        shards,
        TRANSITIONS_TO_CARD * speeds.transitionSeconds()
            + 3 * speeds.invokeSeconds()
            + freeze
            + waves * shard
            + commit,
        worker,
        memory.workerMb(),
        freeze + commit,
        memory.masterMb(),
        shards * shard,
        memory.shardMb(),
        requests,
        RoundRequests.transitions(shape) + (long) RoundRequests.GROUPED_TRANSITIONS + shards,
        RoundRequests.invocations(shape) + 1 + shards);
  }
}
