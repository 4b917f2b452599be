package dev.rondo.rounds.scale;

/**
 * How fast the services answer a function that is warm.
 *
 * @param bytesASecond bytes that one function reads and writes in a second, both together
 * @param requestSeconds from a request to S3 to its answer's first byte
 * @param transitionSeconds from one state of a state machine to the next
 * @param invokeSeconds from a state to the first line of its function, and back
 */
public record Speeds(
    double bytesASecond, double requestSeconds, double transitionSeconds, double invokeSeconds) {

  public Speeds {
    if (!(bytesASecond > 0)
        || !(requestSeconds >= 0)
        || !(transitionSeconds >= 0)
        || !(invokeSeconds >= 0)) {
      throw new IllegalArgumentException("Speeds must be positive and times must not be negative");
    }
  }

  /**
   * Lambda beside S3 in one region: 75 MB/s a function, whatever its memory; 30 ms to the first
   * byte; 50 ms a transition and 50 ms a warm invocation. All rather too slow.
   */
  public static Speeds lambda() {
    return new Speeds(75e6, 0.03, 0.05, 0.05);
  }

  /** Seconds for these bytes and, one after another, these requests. */
  public double seconds(double bytes, long requests) {
    return bytes / bytesASecond + requests * requestSeconds;
  }
}
