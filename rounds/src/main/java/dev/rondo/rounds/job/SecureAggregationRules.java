package dev.rondo.rounds.job;

import static dev.rondo.rounds.job.JobFields.AGGREGATION;
import static dev.rondo.rounds.job.JobFields.CLIENT_EVALUATION;
import static dev.rondo.rounds.job.JobFields.CLIP_UPDATE_NORM;
import static dev.rondo.rounds.job.JobFields.ENCODING;
import static dev.rondo.rounds.job.JobFields.HELPER_FUNCTION;
import static dev.rondo.rounds.job.JobFields.MAX_UPDATE_NORM;
import static dev.rondo.rounds.job.JobFields.MINIMUM;
import static dev.rondo.rounds.job.JobFields.PRIVACY_NOISE;
import static dev.rondo.rounds.job.JobFields.SECURE_AGGREGATION;

import dev.rondo.privacy.masks.FixedPoint;
import dev.rondo.protocol.encoding.Encoding;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.settings.Schema;
import dev.rondo.settings.Values;
import java.util.Optional;

/** What secure aggregation needs, and which settings would need to see a single update. */
final class SecureAggregationRules {

  /** Of two contributors, each would learn the other's update. Helpers have the same bound. */
  private static final int LEAST_MINIMUM = 3;

  /** The name of the helper's function in simulations. */
  private static final String LOCAL_HELPER = "rondo-helper";

  private SecureAggregationRules() {}

  static boolean isMasked(Values values) {
    return values.get(SECURE_AGGREGATION) == SecureAggregationKind.HELPER;
  }

  /** The default of helper_function. */
  static Optional<String> helper(Values values) {
    return isMasked(values) ? Optional.of(LOCAL_HELPER) : Optional.empty();
  }

  /** How the updates of a round are masked; empty if they are not. */
  static Optional<SecureAggregation> of(Values values) {
    if (!isMasked(values)) {
      return Optional.empty();
    }
    FixedPoint numbers = FixedPoint.of(JobRules.seats(values), values.get(CLIP_UPDATE_NORM));
    return Optional.of(
        new SecureAggregation(values.get(HELPER_FUNCTION).orElseThrow(), numbers.fractionBits()));
  }

  static Schema.Builder addTo(Schema.Builder fields) {
    return ofHelper(incompatible(fields));
  }

  /** What must be set, and what applies only with a helper. */
  private static Schema.Builder ofHelper(Schema.Builder fields) {
    return fields
        .rule(
            HELPER_FUNCTION,
            v -> isMasked(v) == v.get(HELPER_FUNCTION).isPresent(),
            v ->
                isMasked(v)
                    ? "is empty, but secure_aggregation is helper: set the ARN of the helper's"
                        + " function"
                    : "applies only with secure_aggregation: set secure_aggregation to helper, or"
                        + " remove it")
        .rule(
            CLIP_UPDATE_NORM,
            v -> !isMasked(v) || inRange(v.get(CLIP_UPDATE_NORM)),
            v ->
                "is %s, but secure_aggregation writes the numbers of an update as integers and needs their range: set clip_update_norm to a number from %s to %s, for example twice the median norm of updates"
                    .formatted(
                        v.text(CLIP_UPDATE_NORM), FixedPoint.MIN_RANGE, FixedPoint.MAX_RANGE))
        .rule(
            MINIMUM,
            v -> !isMasked(v) || v.get(MINIMUM) >= LEAST_MINIMUM,
            v ->
                "is %s, but with secure_aggregation a sum of fewer than %2$s updates would tell one contributor about another: raise minimum (and quorum) to at least %2$s"
                    .formatted(v.get(MINIMUM), LEAST_MINIMUM));
  }

  private static int mostSeats(Values values) {
    return PrivacyRules.isPrivate(values)
        ? MaskedNoise.mostSeats(values.get(PRIVACY_NOISE))
        : Integer.MAX_VALUE;
  }

  private static boolean inRange(double norm) {
    return norm >= FixedPoint.MIN_RANGE && norm <= FixedPoint.MAX_RANGE;
  }

  /** Settings that need to see a single update, or that masks do not cover. */
  private static Schema.Builder incompatible(Schema.Builder fields) {
    return fields
        .rule(
            AGGREGATION,
            v -> !isMasked(v) || v.get(AGGREGATION).kind() == AggregationRule.Kind.UNWEIGHTED,
            v ->
                "is %s, but with secure_aggregation only the sum of all updates can be read, and each counts the same: set aggregation to unweighted, or remove it"
                    .formatted(v.text(AGGREGATION)))
        .rule(
            MAX_UPDATE_NORM,
            v -> !isMasked(v) || v.get(MAX_UPDATE_NORM) == 0,
            v ->
                "rejects updates by their norm, which masks hide: remove max_update_norm; clients"
                    + " scale long updates down to clip_update_norm")
        .rule(
            ENCODING,
            v -> !isMasked(v) || v.get(ENCODING) == Encoding.F32,
            v ->
                "is %s, but with secure_aggregation clients write masked integers of 4 bytes: remove encoding"
                    .formatted(v.text(ENCODING)))
        .rule(
            CLIENT_EVALUATION,
            v -> !isMasked(v) || !v.get(CLIENT_EVALUATION),
            v ->
                "is true, but the clients' metrics have no masks: remove client_evaluation, and"
                    + " evaluate on test data of the server")
        .rule(
            SECURE_AGGREGATION,
            v -> !isMasked(v) || JobRules.seats(v) <= mostSeats(v),
            v ->
                "is helper, but 32 bits are too few for the updates of %s seats and their noise: lower seats to at most %s, or raise privacy_noise"
                    .formatted(JobRules.seats(v), mostSeats(v)));
  }
}
