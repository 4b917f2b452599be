package dev.rondo.rounds.job;

import static dev.rondo.rounds.job.JobFields.AGGREGATION;
import static dev.rondo.rounds.job.JobFields.CLIENTS;
import static dev.rondo.rounds.job.JobFields.CLIENT_EVALUATION;
import static dev.rondo.rounds.job.JobFields.CLIP_UPDATE_NORM;
import static dev.rondo.rounds.job.JobFields.FRACTION;
import static dev.rondo.rounds.job.JobFields.MAX_UPDATE_NORM;
import static dev.rondo.rounds.job.JobFields.MODEL;
import static dev.rondo.rounds.job.JobFields.PRIVACY;
import static dev.rondo.rounds.job.JobFields.PRIVACY_BLT;
import static dev.rondo.rounds.job.JobFields.PRIVACY_CAP;
import static dev.rondo.rounds.job.JobFields.PRIVACY_COOL_DOWN;
import static dev.rondo.rounds.job.JobFields.PRIVACY_DELTA;
import static dev.rondo.rounds.job.JobFields.PRIVACY_EPSILON;
import static dev.rondo.rounds.job.JobFields.PRIVACY_NOISE;
import static dev.rondo.rounds.job.JobFields.PRIVACY_SAMPLING;
import static dev.rondo.rounds.job.JobFields.QUORUM;
import static dev.rondo.rounds.job.JobFields.ROUNDS;

import dev.rondo.privacy.accounting.Blt;
import dev.rondo.privacy.accounting.BltDesign;
import dev.rondo.privacy.accounting.CorrelatedGaussian;
import dev.rondo.privacy.accounting.IndependentGaussian;
import dev.rondo.privacy.accounting.Participation;
import dev.rondo.privacy.accounting.PrivacyBudget;
import dev.rondo.privacy.accounting.SampledGaussian;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.NoiseBuffer;
import dev.rondo.settings.Field;
import dev.rondo.settings.Schema;
import dev.rondo.settings.Values;
import java.util.List;
import java.util.stream.IntStream;

/** The defaults of differential privacy, and what it does not allow. */
final class PrivacyRules {

  /** Expected clients of a round below which a Poisson sample could well be empty. */
  private static final int LEAST_SAMPLE = 20;

  private PrivacyRules() {}

  /** The default of privacy: who sets a budget wants to keep it. */
  static PrivacyMechanism mechanism(Values values) {
    if (values.get(PRIVACY_EPSILON) <= 0) {
      return PrivacyMechanism.NONE;
    }
    return isSampled(values) ? PrivacyMechanism.GAUSSIAN : PrivacyMechanism.BLT;
  }

  static boolean isPrivate(Values values) {
    return values.get(PRIVACY) != PrivacyMechanism.NONE;
  }

  static boolean isSampled(Values values) {
    return values.get(PRIVACY_SAMPLING) == ClientSampling.POISSON;
  }

  /** The default of aggregation: where updates are protected, each counts the same. */
  static AggregationRule aggregation(Values values) {
    return isPrivate(values)
            || SecureAggregationRules.isMasked(values)
            || values.get(MODEL).equals("kubefl-cnn")
        ? AggregationRule.UNWEIGHTED
        : AggregationRule.WEIGHTED;
  }

  /** The default of privacy_cool_down: half of what clients could keep if all took turns. */
  static int coolDown(Values values) {
    if (!isPrivate(values)) {
      return 0;
    }
    return isSampled(values) ? 1 : Math.max(1, values.get(CLIENTS) / (2 * values.get(QUORUM)));
  }

  /** The default of privacy_cap: as often as the cool-down allows. */
  static int cap(Values values) {
    int coolDown = values.get(PRIVACY_COOL_DOWN);
    return coolDown == 0 ? 0 : (values.get(ROUNDS) + coolDown - 1) / coolDown;
  }

  static Participation participation(Values values) {
    return new Participation(
        Math.max(1, values.get(PRIVACY_CAP)), Math.max(1, values.get(PRIVACY_COOL_DOWN)));
  }

  /** The default of privacy_blt: the buffers with the least error for these rounds. */
  static BltBuffers blt(Values values) {
    if (values.get(PRIVACY) != PrivacyMechanism.BLT) {
      return BltBuffers.NONE;
    }
    int rounds = values.get(ROUNDS);
    Blt designed = BltDesign.design(rounds, participation(values));
    List<NoiseBuffer> buffers =
        IntStream.range(0, designed.buffers())
            .mapToObj(j -> new NoiseBuffer(designed.theta().get(j), designed.omega().get(j)))
            .toList();
    return new BltBuffers(rounds, buffers);
  }

  /** The default of privacy_noise: the smallest with which all rounds stay within the budget. */
  static double noise(Values values) {
    double epsilon = values.get(PRIVACY_EPSILON);
    double delta = values.get(PRIVACY_DELTA);
    if (!isPrivate(values) || epsilon <= 0 || delta <= 0) {
      return 0;
    }
    PrivacyBudget budget = new PrivacyBudget(epsilon, delta);
    int rounds = values.get(ROUNDS);
    if (isSampled(values)) {
      double q = Math.max(values.get(FRACTION), Double.MIN_NORMAL);
      return SampledGaussian.calibrate(budget, rounds, q).noiseMultiplier();
    }
    if (values.get(PRIVACY) == PrivacyMechanism.GAUSSIAN) {
      return IndependentGaussian.calibrate(budget, rounds, participation(values)).noiseMultiplier();
    }
    Blt blt = blt(values.get(PRIVACY_BLT));
    return CorrelatedGaussian.calibrate(budget, rounds, participation(values), blt)
        .noiseMultiplier();
  }

  static Blt blt(BltBuffers design) {
    return new Blt(
        design.buffers().stream().map(NoiseBuffer::decay).toList(),
        design.buffers().stream().map(NoiseBuffer::weight).toList());
  }

  static Schema.Builder addTo(Schema.Builder fields) {
    return ofBudget(incompatible(fields))
        .rule(
            PRIVACY_COOL_DOWN,
            v -> !isPrivate(v) || (long) v.get(QUORUM) * v.get(PRIVACY_COOL_DOWN) <= v.get(CLIENTS),
            v ->
                "is %s, but %s clients can fill a quorum of %s only if one may contribute again after %s releases: lower privacy_cool_down to at most this, or lower quorum"
                    .formatted(
                        v.get(PRIVACY_COOL_DOWN),
                        v.get(CLIENTS),
                        v.get(QUORUM),
                        v.get(CLIENTS) / v.get(QUORUM)))
        .rule(
            PRIVACY_CAP,
            v ->
                !isPrivate(v)
                    || (long) v.get(QUORUM) * v.get(ROUNDS)
                        <= (long) v.get(CLIENTS) * v.get(PRIVACY_CAP),
            v ->
                "is %s, but %s rounds with a quorum of %s need %s contributions of each of the %s clients on average: raise privacy_cap to at least this, or lower rounds or quorum"
                    .formatted(
                        v.get(PRIVACY_CAP),
                        v.get(ROUNDS),
                        v.get(QUORUM),
                        ceil((long) v.get(QUORUM) * v.get(ROUNDS), v.get(CLIENTS)),
                        v.get(CLIENTS)))
        .rule(
            PRIVACY_SAMPLING,
            v -> !isSampled(v) || v.get(PRIVACY) == PrivacyMechanism.GAUSSIAN,
            v ->
                "is poisson, which applies to privacy gaussian only, but privacy is %s: remove privacy_sampling"
                    .formatted(v.text(PRIVACY)))
        .rule(
            PRIVACY_SAMPLING,
            v -> !isSampled(v) || JobRules.cohortSize(v) >= LEAST_SAMPLE,
            v ->
                "is poisson, but a round has %s clients on average, and a sample of fewer than %s can be empty: raise fraction or clients"
                    .formatted(JobRules.cohortSize(v), LEAST_SAMPLE))
        .rule(
            PRIVACY_SAMPLING,
            v -> !isSampled(v) || v.get(PRIVACY_CAP) >= v.get(ROUNDS),
            v ->
                "is poisson, which admits a client to any number of rounds, but privacy_cap is %s: remove privacy_cap and privacy_cool_down"
                    .formatted(v.get(PRIVACY_CAP)));
  }

  private static long ceil(long count, long size) {
    return (count + size - 1) / size;
  }

  /** What must be set, and what applies only with privacy. */
  private static Schema.Builder ofBudget(Schema.Builder fields) {
    for (Field<?> field :
        List.of(PRIVACY_EPSILON, PRIVACY_CAP, PRIVACY_COOL_DOWN, PRIVACY_NOISE, PRIVACY_BLT)) {
      fields.rule(
          field,
          v -> isPrivate(v) || v.text(field).equals("0") || v.text(field).isEmpty(),
          v -> "applies only with privacy: set privacy to gaussian or blt, or remove it");
    }
    return fields
        .rule(
            PRIVACY_EPSILON,
            v -> !isPrivate(v) || v.get(PRIVACY_EPSILON) > 0,
            v ->
                "is not set, but privacy is %s: set the largest epsilon that the training may spend, such as 2"
                    .formatted(v.text(PRIVACY)))
        .rule(
            PRIVACY_DELTA,
            v ->
                !isPrivate(v)
                    || (v.get(PRIVACY_DELTA) > 0 && v.get(PRIVACY_DELTA) * v.get(CLIENTS) < 1),
            v ->
                "must be above 0 and below 1/clients (1/%s), but is %s: a larger delta would permit that one client in %s is exposed"
                    .formatted(v.get(CLIENTS), v.text(PRIVACY_DELTA), v.get(CLIENTS)))
        .rule(
            CLIP_UPDATE_NORM,
            v -> !isPrivate(v) || v.get(CLIP_UPDATE_NORM) > 0,
            v ->
                "is 0, but privacy is %s, which needs a bound on each update: set clip_update_norm, for example to the median norm of updates"
                    .formatted(v.text(PRIVACY)))
        .rule(
            PRIVACY_NOISE,
            v -> !isPrivate(v) || v.get(PRIVACY_EPSILON) <= 0 || v.get(PRIVACY_NOISE) > 0,
            v -> "is 0, but privacy needs noise: remove privacy_noise to get what the budget needs")
        .rule(
            PRIVACY_BLT,
            v -> (v.get(PRIVACY) == PrivacyMechanism.BLT) == (v.get(PRIVACY_BLT).releases() > 0),
            v ->
                "is %s, but privacy is %s: remove privacy_blt"
                    .formatted(
                        v.get(PRIVACY_BLT).releases() > 0 ? "set" : "empty", v.text(PRIVACY)));
  }

  /** Settings that would let one client matter more, or would tell on it. */
  private static Schema.Builder incompatible(Schema.Builder fields) {
    return fields
        .rule(
            AGGREGATION,
            v -> !isPrivate(v) || v.get(AGGREGATION).kind() == AggregationRule.Kind.UNWEIGHTED,
            v ->
                "is %s, but with privacy each update counts the same, so that noise can hide it: set aggregation to unweighted, or remove it"
                    .formatted(v.text(AGGREGATION)))
        .rule(
            MAX_UPDATE_NORM,
            v -> !isPrivate(v) || v.get(MAX_UPDATE_NORM) == 0,
            v ->
                "rejects updates by their norm, which would show who was rejected: remove"
                    + " max_update_norm; clip_update_norm scales long updates down")
        .rule(
            CLIENT_EVALUATION,
            v -> !isPrivate(v) || !v.get(CLIENT_EVALUATION),
            v ->
                "is true, but the clients' metrics have no noise: remove client_evaluation, and"
                    + " evaluate on test data of the server");
  }
}
