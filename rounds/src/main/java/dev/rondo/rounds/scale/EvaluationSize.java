package dev.rondo.rounds.scale;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much work the evaluation of a version is. Its function holds the model as it is read and, for
 * each thread, a network of its own with weights and gradients. A model with a configuration of its
 * own is tried out on one more network, whose memory may not be free yet when the threads start.
 *
 * @param parameters numbers of the model
 * @param examples of the test data
 * @param testBytes of the test data, which the function holds
 */
public record EvaluationSize(long parameters, long examples, long testBytes) {

  /** MB of the evaluation's function by default. */
  public static final int DEFAULT_MB = 3_008;

  /** The model as it is read, in F32. */
  private static final int MODEL_BYTES = Float.BYTES;

  /** The weights and the gradients of one network, in F32. */
  private static final int NETWORK_BYTES = 2 * Float.BYTES;

  /**
   * Operations of one vCPU in a second, of products of matrices in F32; about a fifth of what one
   * core with AVX2 computes.
   */
  private static final double OPERATIONS_A_SECOND = 10e9;

  public EvaluationSize {
    if (parameters < 1 || examples < 0 || testBytes < 0) {
      throw new IllegalArgumentException(
          "An evaluation must have parameters, and examples and bytes of 0 or more, but has %s, %s and %s"
              .formatted(parameters, examples, testBytes));
    }
  }

  long modelBytes() {
    return MODEL_BYTES * parameters;
  }

  /** Bytes without which it fails: the model as it is read, one network, and the test data. */
  long leastBytes() {
    return (MODEL_BYTES + NETWORK_BYTES) * parameters + testBytes;
  }

  /** Bytes that it takes with one thread, with the network on which the model was tried out. */
  private long bytes() {
    return leastBytes() + NETWORK_BYTES * parameters;
  }

  /**
   * Threads that evaluate at the same time: as many as have room for a network, and one at least.
   *
   * @param memoryMb of the function
   * @param processors of the function
   */
  public int threads(int memoryMb, int processors) {
    long room = Memory.usableBytes(memoryMb) - bytes();
    long more = Math.max(0, room) / (NETWORK_BYTES * parameters);
    return (int) Math.max(1, Math.min(processors, 1 + more));
  }

  /**
   * Seconds of the forward passes, if each parameter is multiplied once for each example. This is
   * so in dense layers. Convolutions take longer, and embeddings less.
   */
  double seconds(int memoryMb) {
    double processors = memoryMb / Processor.MB_OF_A_VCPU;
    double used = Math.min(processors, threads(memoryMb, (int) Math.ceil(processors)));
    return 2.0 * parameters * examples / (OPERATIONS_A_SECOND * used);
  }

  /** What a user should know who lets versions be evaluated: sentences, or none. */
  public List<String> notices() {
    long neededMb = Memory.mbOf(bytes());
    double seconds = seconds((int) Math.max(DEFAULT_MB, Math.min(Memory.LARGEST_MB, neededMb)));
    return Stream.of(memoryNotice(neededMb), timeNotice(seconds))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> memoryNotice(long neededMb) {
    if (neededMb <= DEFAULT_MB) {
      return Optional.empty();
    }
    return Optional.of(
        neededMb > Memory.LARGEST_MB
            ? String.format(
                Locale.ROOT,
                "An evaluation needs up to %,d MB, but a function has at most %,d MB. If"
                    + " evaluations fail, rounds have no test metrics. To have none from the start,"
                    + " set evaluate_every: 0.",
                neededMb,
                Memory.LARGEST_MB)
            : String.format(
                Locale.ROOT,
                "An evaluation needs about %,d MB, but its function has %,d MB by default. Deploy"
                    + " the stack with evaluate_memory_mb %s or more, or set evaluate_every: 0.",
                neededMb,
                DEFAULT_MB,
                neededMb));
  }

  private Optional<String> timeNotice(double seconds) {
    return seconds <= Functions.MOST_SECONDS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "An evaluation on %,d examples takes about %,.0f s if the network multiplies each"
                    + " parameter once for each example, but its function ends after 900 s. Use"
                    + " fewer test examples, or set evaluate_every: 0.",
                examples,
                seconds));
  }
}
