package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.PartRequests;
import dev.rondo.rounds.cost.RoundShape;

/**
 * The path in parts. With S parts of B / S bytes, W = ceil(S / 40) waves of the Map state, b
 * batches, ranged reads of R bytes (16 MiB; where a rule sees all updates, 256 MiB / N, and 64 KiB
 * at least), of which a function has F = 4 in flight:
 *
 * <pre>
 * ranges         = (N + 1) S ceil(B / S / R)       every update and the base model, by every part
 * part seconds  = max((N + 2) B / S / G, ranges / S / F x request time) + 7 requests
 * freeze         = (12 + N / F) requests           a verdict an update, four at a time
 * commit         = (11 + S / F) requests           a word a part, likewise
 * signal to manifest = 4 transitions + 3 invocations + freeze + W x part seconds + commit - 2 requests
 * worker seconds = N B / G + requests x request time + b x invocation
 * </pre>
 *
 * The requests are those of {@link PartRequests}, which tests count on the steps themselves.
 */
final class InParts {

  /** Seconds that a client trains: one heartbeat. */
  static final double TRAINING = 30;

  /**
   * One after another: what a part reads and writes beside its ranges, and the first of these; of
   * contributors, upload and its own word, which are read at once, one counts.
   */
  private static final int PART_REQUESTS =
      PartRequests.GETS_A_PART - 2 + PartRequests.PUTS_A_PART + 1;

  private static final int TRANSITIONS_TO_CARD = 4;
  private static final int INVOCATIONS_TO_CARD = 3;

  private final Speeds speeds;
  private final Memory memory;

  InParts(Speeds speeds, Memory memory) {
    this.speeds = speeds;
    this.memory = memory;
  }

  Estimate estimate(long parameters, int updates, int batches, int parts, boolean allUpdates) {
    RoundShape shape = new RoundShape(updates, batches, parameters, TRAINING, false);
    long range = Memory.rangeBytes(updates, allUpdates);
    PartRequests requests = new PartRequests(shape, parts, range);
    double part = partSeconds(shape, parts, range);
    double freeze = seconds(requests.freeze().store(), updates);
    double commit = seconds(requests.commit().store(), parts);
    long waves = Memory.ceil(parts, AggregationModel.MAP_CONCURRENCY);
    double worker =
        speeds.seconds(
                (double) shape.modelBytes() * updates, requests.of(Caller.FOLD_UPDATES).store())
            + batches * speeds.invokeSeconds();
    return new Estimate(
        parts,
        TRANSITIONS_TO_CARD * speeds.transitionSeconds()
            + INVOCATIONS_TO_CARD * speeds.invokeSeconds()
            + freeze
            + waves * part
            + commit
            - speeds.seconds(0, TwoLevel.AFTER_MANIFEST),
        worker,
        memory.workerMb(),
        freeze + commit,
        memory.masterMb(),
        parts * part,
        memory.partMb(),
        requests.all(),
        requests.transitions(),
        requests.invocations());
  }

  private double partSeconds(RoundShape shape, int parts, long range) {
    double slice = (double) shape.modelBytes() / parts;
    double moved = (shape.updates() + 2) * slice / speeds.bytesASecond();
    double ranges = (shape.updates() + 1) * Math.ceil(slice / range);
    double asked = ranges / Memory.READS_IN_FLIGHT * speeds.requestSeconds();
    return Math.max(moved, asked) + speeds.seconds(0, PART_REQUESTS);
  }

  /** Of requests of which so many are small reads, some of them at once. */
  private double seconds(long requests, int small) {
    return speeds.seconds(0, requests - small) + speeds.seconds(0, small) / Memory.READS_IN_FLIGHT;
  }
}
