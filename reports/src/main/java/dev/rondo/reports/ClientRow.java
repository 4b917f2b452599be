package dev.rondo.reports;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What one client reported in one round.
 *
 * @param round the round's number, from 1
 * @param client the client's id, {@code [A-Za-z0-9_.:=,@-]{1,193}}
 * @param examples how many examples it trained on
 * @param trainLoss its mean loss per example; not finite if its training diverged
 * @param time when its update was made, TensorBoard's wall time
 */
public record ClientRow(int round, String client, long examples, double trainLoss, Instant time) {

  /** The ids that may name a client, and so a folder. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:=,@-]{1,193}");

  public ClientRow {
    if (round < 1) {
      throw new IllegalArgumentException("rounds count from 1, not " + round);
    }
    if (!ID.matcher(client).matches()) {
      throw new IllegalArgumentException("not a client id: " + client);
    }
    if (examples < 0) {
      throw new IllegalArgumentException("client " + client + " has " + examples + " examples");
    }
    requireNonNull(time, "time");
  }
}
