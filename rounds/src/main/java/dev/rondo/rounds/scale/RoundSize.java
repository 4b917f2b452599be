package dev.rondo.rounds.scale;

import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.rounds.cost.Protection;

/**
 * What determines how much work the aggregation of a round is.
 *
 * @param parameters numbers of the model
 * @param tensors of the model
 * @param seats updates at most
 * @param rule how updates are combined
 * @param evaluated whether a version is evaluated
 * @param stateVectors vectors that the server optimizer keeps; one is counted if it keeps none
 * @param protection of the updates
 * @param participants clients that contribute to any round of the job, at most; 0 if nobody counts
 *     them
 */
public record RoundSize(
    long parameters,
    int tensors,
    int seats,
    AggregationRule rule,
    boolean evaluated,
    int stateVectors,
    Protection protection,
    int participants) {

  public RoundSize {
    if (parameters < 1 || tensors < 1 || seats < 1) {
      throw new IllegalArgumentException(
          "A round must have parameters, tensors and seats, but has %s, %s and %s"
              .formatted(parameters, tensors, seats));
    }
  }

  /** A round without privacy and masks. */
  public RoundSize(
      long parameters,
      int tensors,
      int seats,
      AggregationRule rule,
      boolean evaluated,
      int stateVectors) {
    this(parameters, tensors, seats, rule, evaluated, stateVectors, Protection.NONE, 0);
  }

  /** The same round with protected updates. */
  public RoundSize with(Protection other, int count) {
    return new RoundSize(parameters, tensors, seats, rule, evaluated, stateVectors, other, count);
  }

  /** A round with a server optimizer that keeps one vector at most. */
  public RoundSize(
      long parameters, int tensors, int seats, AggregationRule rule, boolean evaluated) {
    this(parameters, tensors, seats, rule, evaluated, 1);
  }

  /** A round whose version is not evaluated. */
  public RoundSize(long parameters, int tensors, int seats, AggregationRule rule) {
    this(parameters, tensors, seats, rule, false);
  }

  /** The same round with another number of seats. */
  RoundSize withSeats(int count) {
    return new RoundSize(
        parameters, tensors, count, rule, evaluated, stateVectors, protection, participants);
  }

  /** The same round without an evaluation. */
  RoundSize withoutEvaluation() {
    return new RoundSize(
        parameters, tensors, seats, rule, false, stateVectors, protection, participants);
  }

  /** Whether the rule must see all updates of a model part side by side. */
  boolean isSideBySide() {
    return rule.kind() == AggregationRule.Kind.MEDIAN
        || rule.kind() == AggregationRule.Kind.TRIMMED_MEAN;
  }

  /** Whether updates weigh as much as they have examples, up to a bound. */
  boolean isWeighted() {
    return rule.kind() == AggregationRule.Kind.WEIGHTED;
  }

  /** Whether distances between all pairs of updates are measured. */
  boolean comparesPairs() {
    return rule.kind() == AggregationRule.Kind.MULTI_KRUM;
  }

  /** Whether the model must be aggregated in parts, be it one. */
  boolean mustBeInParts() {
    return !rule.isMean();
  }

  /** Bytes of an update, at most. */
  long updateBytes() {
    return Float.BYTES * parameters + headerBytes();
  }

  /** The longest header of an update that is read. */
  int headerBytes() {
    return Plan.maxHeaderBytes(tensors);
  }
}
