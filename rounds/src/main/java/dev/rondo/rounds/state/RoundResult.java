package dev.rondo.rounds.state;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of a round; its last document. {@code seats = accepted + late + rejected + dropped},
 * unless more updates were uploaded than there were seats.
 *
 * @param job the job
 * @param round the round
 * @param status committed or abandoned
 * @param version the version that it made; empty when abandoned
 * @param reason why it was abandoned; empty when committed
 * @param seats invitations published
 * @param accepted contributors of the version; 0 when abandoned
 * @param late other valid updates
 * @param rejected updates that failed validation
 * @param dropped seats without an update
 * @param duplicateSeats valid updates whose seat another one has; they count nowhere else
 * @param trainLoss the contributors' mean training loss
 * @param testLoss mean loss on the test set, when it was evaluated
 * @param testAccuracy accuracy on the test set, when it was evaluated
 * @param evaluationError why it could not be evaluated, when that failed
 * @param openedAt when the plan was written
 * @param closedAt when this was written
 */
public record RoundResult(
    String job,
    int round,
    Status status,
    Optional<Integer> version,
    Optional<String> reason,
    int seats,
    int accepted,
    int late,
    int rejected,
    int dropped,
    int duplicateSeats,
    OptionalDouble trainLoss,
    OptionalDouble testLoss,
    OptionalDouble testAccuracy,
    Optional<String> evaluationError,
    Instant openedAt,
    Instant closedAt) {

  /** How a round can end. */
  public enum Status {
    COMMITTED,
    ABANDONED
  }
}
