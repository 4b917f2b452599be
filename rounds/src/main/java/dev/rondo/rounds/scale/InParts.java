package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.PartRequests;
import dev.rondo.rounds.cost.Protection;
import dev.rondo.rounds.cost.RoundShape;

/**
 * The path in parts. With S parts of B / S bytes, W = ceil(S / 40) waves of the Map state, b
 * batches, ranged reads of R bytes (16 MiB; where a rule sees all updates, 256 MiB / N, and 64 KiB
 * at least), of which a function has F = 4 in flight:
 *
 * <pre>
 * ranges         = (N + 1) S ceil(B / S / R)       every update and the base model, by every part
 * part seconds  = max((N + 2) B / S / G, ranges / S / F x request time, processor) + 7 requests
 * freeze         = (12 + N / F) requests           a verdict an update, four at a time
 * commit         = (11 + S / F) requests           a word a part, likewise
 * signal to manifest = 4 transitions + 3 invocations + freeze + W x part seconds + commit - 2 requests
 * worker seconds = N B / G + requests x request time + b x invocation
 * </pre>
 *
 * The processor adds numbers while others are read. A rule that sorts the numbers of all updates
 * does so while the reads wait, so this comes on top ({@link Processor}), as does drawing noise.
 * Noise buffers and the sum of masks are read and written beside the updates.
 *
 * <p>The requests are those of {@link PartRequests}, which tests count on the steps themselves.
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
  private final Processor processor;

  InParts(Speeds speeds, Memory memory, Processor processor) {
    this.speeds = speeds;
    this.memory = memory;
    this.processor = processor;
  }

  Estimate estimate(RoundSize size, int batches, int parts) {
    int updates = size.seats();
    RoundShape shape =
        new RoundShape(updates, batches, size.parameters(), TRAINING, false)
            .with(size.protection());
    long range = Memory.rangeBytes(updates, size.isSideBySide());
    PartRequests requests = new PartRequests(shape, parts, range);
    double part = partSeconds(size, shape, parts, range);
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

  private double partSeconds(RoundSize size, RoundShape shape, int parts, long range) {
    double slice = (double) shape.modelBytes() / parts;
    Protection protection = size.protection();
    // The sum of masks, or each buffer read and written in F64.
    int masks = protection.isMasked() ? 1 : 0;
    double moved =
        (shape.updates() + 2 + masks + 4.0 * protection.ownBuffers())
            * slice
            / speeds.bytesASecond();
    double ranges =
        (shape.updates() + 1 + masks + 2.0 * protection.ownBuffers()) * Math.ceil(slice / range);
    double asked = ranges / Memory.READS_IN_FLIGHT * speeds.requestSeconds();
    double numbers = slice / Float.BYTES;
    double added = processor.foldSeconds(numbers * shape.updates(), memory.partMb());
    double sorted =
        size.isSideBySide() ? processor.sortSeconds(numbers, shape.updates(), memory.partMb()) : 0;
    double noise = protection.drawsNoise() ? processor.noiseSeconds(numbers, memory.partMb()) : 0;
    return Math.max(Math.max(moved, asked), added)
        + sorted
        + noise
        + speeds.seconds(0, PART_REQUESTS);
  }

  /** Of requests of which so many are small reads, some of them at once. */
  private double seconds(long requests, int small) {
    return speeds.seconds(0, requests - small) + speeds.seconds(0, small) / Memory.READS_IN_FLIGHT;
  }
}
