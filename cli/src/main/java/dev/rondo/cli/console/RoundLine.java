package dev.rondo.cli.console;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * A round's line in the table.
 *
 * @param round the round's number, from 1
 * @param accepted updates in the committed version
 * @param late valid updates that are not in it
 * @param rejected updates that failed validation
 * @param dropped seats without an update
 * @param trainLoss mean loss per example that the clients reported
 * @param testLoss mean loss per example on the test set
 * @param testAccuracy share of test examples classified correctly, 0 to 1
 * @param seconds wall time of the round
 */
public record RoundLine(
    int round,
    int accepted,
    int late,
    int rejected,
    int dropped,
    OptionalDouble trainLoss,
    OptionalDouble testLoss,
    OptionalDouble testAccuracy,
    OptionalDouble seconds) {
  public RoundLine {
    requireNonNull(trainLoss, "trainLoss");
    requireNonNull(testLoss, "testLoss");
    requireNonNull(testAccuracy, "testAccuracy");
    requireNonNull(seconds, "seconds");
  }
}
