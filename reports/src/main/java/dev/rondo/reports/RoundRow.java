package dev.rondo.reports;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One round as a report shows it.
 *
 * @param round the round's number, from 1
 * @param status {@link #COMMITTED} or {@link #ABANDONED}
 * @param version the version that the round made; empty if it made none
 * @param seats how many seats were published
 * @param accepted updates in the committed version
 * @param late valid updates that are not in it
 * @param rejected updates that failed validation
 * @param dropped seats that brought nothing
 * @param trainLoss mean loss per example that the clients reported
 * @param testLoss mean loss per example of the new version on the test set; empty if not evaluated
 * @param testAccuracy share of test examples classified correctly, 0 to 1; empty if not evaluated
 * @param seconds wall time that the round took
 * @param virtualSeconds time that the round took on the simulation's clock
 * @param time when the round ended, TensorBoard's wall time
 */
public record RoundRow(
    int round,
    String status,
    OptionalInt version,
    int seats,
    int accepted,
    int late,
    int rejected,
    int dropped,
    OptionalDouble trainLoss,
    OptionalDouble testLoss,
    OptionalDouble testAccuracy,
    OptionalDouble seconds,
    OptionalDouble virtualSeconds,
    Instant time) {

  /** The round made a version. */
  public static final String COMMITTED = "committed";

  /** The round ended below its minimum and made no version. */
  public static final String ABANDONED = "abandoned";

  public RoundRow {
    if (round < 1) {
      throw new IllegalArgumentException("rounds count from 1, not " + round);
    }
    if (!status.equals(COMMITTED) && !status.equals(ABANDONED)) {
      throw new IllegalArgumentException(
          "a round is %s or %s, not %s".formatted(COMMITTED, ABANDONED, status));
    }
    if (seats < 0 || accepted < 0 || late < 0 || rejected < 0 || dropped < 0) {
      throw new IllegalArgumentException("a count of round " + round + " is negative");
    }
    requireNonNull(version, "version");
    requireNonNull(trainLoss, "trainLoss");
    requireNonNull(testLoss, "testLoss");
    requireNonNull(testAccuracy, "testAccuracy");
    requireNonNull(seconds, "seconds");
    requireNonNull(virtualSeconds, "virtualSeconds");
    requireNonNull(time, "time");
  }

  /** Whether the round made no version. */
  public boolean abandoned() {
    return status.equals(ABANDONED);
  }
}
