package dev.rondo.reports;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The report of one client in one round.
 *
 * @param round the round's number, from 1
 * @param client the client's ID, {@code [A-Za-z0-9_.:=,@-]{1,193}}
 * @param examples number of training examples
 * @param trainLoss its mean loss per example; NaN if it is unknown
 * @param time the time of its update
 */
public record ClientRow(int round, String client, long examples, double trainLoss, Instant time) {

  /** Valid client IDs. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:=,@-]{1,193}");

  public ClientRow {
    if (round < 1) {
      throw new IllegalArgumentException("Invalid round: " + round);
    }
    if (!ID.matcher(client).matches()) {
      throw new IllegalArgumentException("Invalid client ID: " + client);
    }
    if (examples < 0) {
      throw new IllegalArgumentException("Client " + client + " has " + examples + " examples");
    }
    requireNonNull(time, "time");
  }
}
