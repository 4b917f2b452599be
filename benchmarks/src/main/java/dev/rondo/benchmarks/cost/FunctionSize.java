package dev.rondo.benchmarks.cost;

import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.Protection;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;

/**
 * How large a Lambda function is, and for how long it is assumed to run. A function's time is a
 * fixed part, one after another the requests that it makes, the bytes that it moves, and the noise
 * and masks that it draws.
 *
 * @param memoryMb memory in MB
 * @param arm whether it runs on arm64, and else on x86_64
 * @param fixedSeconds what an invocation takes beside requests and bytes
 */
public record FunctionSize(int memoryMb, boolean arm, double fixedSeconds) {

  /** Seconds from a request to S3 to its answer's first byte, rather too long. */
  static final double REQUEST_SECONDS = 0.03;

  /** Bytes that a function reads or writes in a second, rather too few. */
  static final double BYTES_A_SECOND = 50e6;

  /**
   * Numbers of noise that the master draws in a second, with 0.58 of a vCPU; {@code
   * benchmarks/noise/run} measures 11 million on a core.
   */
  static final double NOISE_A_SECOND = 4e6;

  /** Numbers of masks that the helper makes in a second, with a vCPU. */
  static final double MASKS_A_SECOND = 150e6;

  /** The functions as the stacks deploy them unless they are told otherwise. */
  public static FunctionSize of(Caller part) {
    return switch (part) {
      case OPEN_ROUND, AWAIT_QUORUM, CLOSE_ROUND -> new FunctionSize(1024, true, 0.2);
      case FOLD_UPDATES -> new FunctionSize(512, true, 0.2);
      case AGGREGATE, FOLD_PART -> new FunctionSize(1024, true, 0.2);
      case UNMASK -> new FunctionSize(1769, true, 0.2);
      // DL4J's start, and the test images, which a warm function has in memory.
      case EVALUATE -> new FunctionSize(3008, false, 4);
      case CLIENTS, UPDATE_EVENTS ->
          throw new IllegalArgumentException(part.title() + " is not a function");
    };
  }

  /** The seconds of all a round's invocations of a function together. */
  static double seconds(Caller part, RoundShape shape) {
    return RoundRequests.invocations(part, shape) * of(part).fixedSeconds()
        + RoundRequests.of(part, shape).store() * REQUEST_SECONDS
        + bytes(part, shape) / BYTES_A_SECOND
        + computing(part, shape);
  }

  /** Noise is drawn again for each buffer that the master writes, and once for the helper's. */
  private static double computing(Caller part, RoundShape shape) {
    Protection protection = shape.protection();
    double numbers = shape.parameters();
    if (part == Caller.AGGREGATE && protection.drawsNoise()) {
      return numbers * (1 + protection.ownBuffers()) / NOISE_A_SECOND;
    }
    if (part != Caller.UNMASK || !protection.isMasked()) {
      return 0;
    }
    double draws = (protection.isPrivate() ? 1 : 0) + Math.min(1, protection.helperBuffers());
    return numbers * shape.updates() / MASKS_A_SECOND + numbers * draws / NOISE_A_SECOND;
  }

  /** The GB-seconds of all a round's invocations of a function together. */
  static double gbSeconds(Caller part, RoundShape shape) {
    return seconds(part, shape) * of(part).memoryMb() / 1024;
  }

  /** What there is to add up, in models. */
  private static double leaves(RoundShape shape) {
    return 2.0 * shape.partials() + shape.singles();
  }

  /**
   * What the master moves in addition, in models. Each buffer is written, and the base model is
   * read again for it. A masked round has been added up before the helper is asked, and is again.
   */
  private static double ofProtection(RoundShape shape) {
    Protection protection = shape.protection();
    if (protection.isMasked()) {
      return 1 + (shape.groups() > 0 ? 0 : leaves(shape));
    }
    return protection.drawsNoise() ? 3.0 * protection.ownBuffers() : 0;
  }

  /** Model-sized bytes that a function moves: a sum is twice as large as an update. */
  private static double bytes(Caller part, RoundShape shape) {
    double model = shape.modelBytes();
    return switch (part) {
      case FOLD_UPDATES -> model * (shape.updates() + 2.0 * shape.partials());
      // Sums and single updates in, the base model in, the new model out.
      case AGGREGATE ->
          model
              * ((shape.groups() > 0 ? 2.0 * shape.groups() + 2 : leaves(shape) + 2)
                  + ofProtection(shape));
      case UNMASK ->
          shape.protection().isMasked() ? model * (1 + 2 * shape.protection().helperBuffers()) : 0;
      case FOLD_PART -> shape.groups() > 0 ? model * (leaves(shape) + 2.0 * shape.groups()) : 0;
      case EVALUATE -> shape.evaluate() ? model : 0;
      default -> 0;
    };
  }
}
