package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.PartRequests;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;

/**
 * The sharded path. With S shards of B / S bytes, W = ceil(S / 40) waves of the Map state, b
 * batches, ranged reads of R bytes (16 MiB; where a rule sees all updates, 256 MiB / N, and 64 KiB
 * at least), of which a function has F = 4 in flight:
 *
 * <pre>
 * ranges         = (N + 1) S ceil(B / S / R)       every update and the base model, by every shard
 * shard seconds  = max((N + 2) B / S / G, ranges / S / F x request time) + 7 requests
 * freeze         = (12 + b / F) requests           a marker a batch, four at a time
 * commit         = (11 + S / F) requests           a word a shard, likewise
 * signal to card = 4 transitions + 3 invocations + freeze + W x shard seconds + commit - 2 requests
 * worker seconds = N B / G + requests x request time + b x invocation
 * </pre>
 *
 * The requests are those of {@link PartRequests}, which tests count on the steps themselves.
 */
final class InParts {

  /** Seconds that a client trains: one heartbeat. */
  static final double TRAINING = 30;

  /**
   * One after another: what a shard reads and writes beside its ranges, and the first of these; of
   * contributors, upload and its own word, which are read at once, one counts.
   */
  private static final int SHARD_REQUESTS =
      PartRequests.GETS_A_SHARD - 2 + PartRequests.PUTS_A_SHARD + 1;

  private static final int TRANSITIONS_TO_CARD = 4;
  private static final int INVOCATIONS_TO_CARD = 3;

  private final Speeds speeds;
  private final Memory memory;

  InParts(Speeds speeds, Memory memory) {
    this.speeds = speeds;
    this.memory = memory;
  }

  Estimate estimate(long parameters, int updates, int batches, int shards, boolean allUpdates) {
    RoundShape shape = new RoundShape(updates, batches, parameters, TRAINING, false);
    long range = Memory.rangeBytes(updates, allUpdates);
    PartRequests requests = new PartRequests(shape, shards, range);
    double shard = shardSeconds(shape, shards, range);
    double freeze = seconds(requests.freeze().store(), batches);
    double commit = seconds(requests.commit().store(), shards);
    long waves = Memory.ceil(shards, AggregationModel.MAP_CONCURRENCY);
    double worker =
        speeds.seconds(
                (double) shape.modelBytes() * updates,
                RoundRequests.of(Caller.FOLD_UPDATES, shape).store())
            + batches * speeds.invokeSeconds();
    return new Estimate(
        shards,
        TRANSITIONS_TO_CARD * speeds.transitionSeconds()
            + INVOCATIONS_TO_CARD * speeds.invokeSeconds()
            + freeze
            + waves * shard
            + commit
            - speeds.seconds(0, TwoLevel.AFTER_CARD),
        worker,
        memory.workerMb(),
        freeze + commit,
        memory.masterMb(),
        shards * shard,
        memory.shardMb(),
        requests.all(),
        requests.transitions(),
        requests.invocations());
  }

  private double shardSeconds(RoundShape shape, int shards, long range) {
    double slice = (double) shape.modelBytes() / shards;
    double moved = (shape.updates() + 2) * slice / speeds.bytesASecond();
    double ranges = (shape.updates() + 1) * Math.ceil(slice / range);
    double asked = ranges / Memory.READS_IN_FLIGHT * speeds.requestSeconds();
    return Math.max(moved, asked) + speeds.seconds(0, SHARD_REQUESTS);
  }

  /** Of requests of which so many are small reads, some of them at once. */
  private double seconds(long requests, int small) {
    return speeds.seconds(0, requests - small) + speeds.seconds(0, small) / Memory.READS_IN_FLIGHT;
  }
}
