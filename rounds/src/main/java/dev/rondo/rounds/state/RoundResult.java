package dev.rondo.rounds.state;

import dev.rondo.protocol.training.Evaluation;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The result of a round; its last document. Accepted, late and dropped count seats: {@code seats =
 * accepted + late + dropped}. Rejected and duplicate seats count updates, from clients with or
 * without a seat. A rejected update leaves its seat dropped, unless the seat has a valid one.
 *
 * @param job the job
 * @param round the round
 * @param status committed or abandoned
 * @param version the version that it made; empty when abandoned, and when it only measured one
 * @param reason why it was abandoned; empty when committed
 * @param seats invitations published
 * @param accepted contributors of the version; 0 when abandoned
 * @param late seats with a valid update that is not in the version
 * @param rejected updates that failed validation
 * @param dropped seats without a valid update
 * @param duplicateSeats valid updates whose seat another one has; they count nowhere else
 * @param trainLoss the contributors' mean training loss
 * @param metrics what the evaluation of the version measured, finite numbers by name; empty if it
 *     was not evaluated
 * @param clientEvaluation what its clients measured of the version that they started from; empty if
 *     none did, or when abandoned
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
    SortedMap<String, Double> metrics,
    Optional<ClientEvaluation> clientEvaluation,
    Optional<String> evaluationError,
    Instant openedAt,
    Instant closedAt) {

  public RoundResult {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  /**
   * All that is known by name: what the evaluation of the new version measured, and what clients
   * measured of the version before, where the evaluation has no such metric.
   */
  public SortedMap<String, Double> measured() {
    SortedMap<String, Double> all = new TreeMap<>();
    clientEvaluation.ifPresent(clients -> all.putAll(clients.evaluation().metrics()));
    all.putAll(metrics);
    return all;
  }

  /** The mean loss on the test set, when it was evaluated. */
  public OptionalDouble testLoss() {
    return metric(Evaluation.LOSS);
  }

  /** The accuracy on the test set, when it was evaluated. */
  public OptionalDouble testAccuracy() {
    return metric(Evaluation.ACCURACY);
  }

  private OptionalDouble metric(String name) {
    Double value = metrics.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** How a round can end. */
  public enum Status {
    COMMITTED,
    ABANDONED
  }
}
