package dev.rondo.rounds.job;

import static dev.rondo.rounds.job.JobFields.AGGREGATION;
import static dev.rondo.rounds.job.JobFields.CLIENTS;
import static dev.rondo.rounds.job.JobFields.EVALUATE_EVERY;
import static dev.rondo.rounds.job.JobFields.FRACTION;
import static dev.rondo.rounds.job.JobFields.MINIMUM;
import static dev.rondo.rounds.job.JobFields.MODEL;
import static dev.rondo.rounds.job.JobFields.OVER_SELECTION;
import static dev.rondo.rounds.job.JobFields.QUORUM;
import static dev.rondo.rounds.job.JobFields.ROLES;
import static dev.rondo.rounds.job.JobFields.SERVER_BETA1;
import static dev.rondo.rounds.job.JobFields.SERVER_BETA2;
import static dev.rondo.rounds.job.JobFields.SERVER_MOMENTUM;
import static dev.rondo.rounds.job.JobFields.SERVER_OPTIMIZER;
import static dev.rondo.rounds.job.JobFields.SERVER_TAU;
import static dev.rondo.rounds.job.JobFields.TARGET_ACCURACY;
import static dev.rondo.rounds.job.JobFields.TARGET_METRIC;
import static dev.rondo.rounds.job.JobFields.TARGET_VALUE;

import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.scale.RoundSize;
import dev.rondo.settings.Field;
import dev.rondo.settings.Numbers;
import dev.rondo.settings.Schema;
import dev.rondo.settings.Values;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.Predicate;

/** The sizes of a round, and what must hold between the settings of a job. */
final class JobRules {

  private JobRules() {}

  /** The updates that a round asks for: fraction x clients, rounded, at least one. */
  static int cohortSize(Values values) {
    // Decimal arithmetic: 0.145 x 100 is 14.5 and not 14.499...
    BigDecimal clients = BigDecimal.valueOf(values.get(CLIENTS));
    BigDecimal wanted = Numbers.decimal(values.get(FRACTION)).multiply(clients);
    return Math.max(1, wanted.setScale(0, RoundingMode.HALF_UP).intValueExact());
  }

  /** The seats that a round publishes. Decimal arithmetic: 10 x 1.1 is 11 seats and not 12. */
  static int seats(Values values) {
    BigDecimal cohort = BigDecimal.valueOf(cohortSize(values));
    BigDecimal seats = Numbers.decimal(values.get(OVER_SELECTION)).multiply(cohort);
    return seats.setScale(0, RoundingMode.CEILING).intValueExact();
  }

  /**
   * The default of target_value. What only clients measure ends a training only if its user has
   * said so: one client can decide a mean.
   */
  static Optional<Double> targetValue(Values values) {
    double accuracy = values.get(TARGET_ACCURACY);
    boolean byServer = values.get(EVALUATE_EVERY) > 0;
    return byServer && accuracy > 0 && values.get(TARGET_METRIC).equals(Target.Metric.ACCURACY)
        ? Optional.of(accuracy)
        : Optional.empty();
  }

  static Schema.Builder addTo(Schema.Builder fields) {
    return SecureAggregationRules.addTo(PrivacyRules.addTo(ofServerOptimizer(fields)))
        .rule(
            TARGET_METRIC,
            v ->
                v.get(TARGET_METRIC).equals(Target.Metric.ACCURACY)
                    || v.get(TARGET_VALUE).isPresent(),
            v ->
                "is %s, but target_value is none: set target_value, or remove target_metric"
                    .formatted(v.text(TARGET_METRIC)))
        .rule(OVER_SELECTION, v -> seats(v) <= v.get(CLIENTS), JobRules::moreSeatsThanClients)
        .rule(
            FRACTION,
            v -> seats(v) <= RoundLimits.MAX_SEATS,
            v ->
                ("and over_selection give %s seats per round, but a round has at most %s seats:"
                        + " lower fraction, or divide the clients among several jobs")
                    .formatted(seats(v), RoundLimits.MAX_SEATS))
        .rule(
            AGGREGATION,
            v -> v.get(AGGREGATION).isMean() || seats(v) <= mostSeats(v.get(AGGREGATION)),
            v ->
                ("%s needs all updates of a round at once and supports at most %s seats with the"
                        + " smallest model, but a round has %s seats: lower fraction or"
                        + " over_selection")
                    .formatted(v.text(AGGREGATION), mostSeats(v.get(AGGREGATION)), seats(v)))
        .rule(
            QUORUM,
            v -> v.get(QUORUM) <= seats(v),
            v ->
                ("is %1$s, but a round has only %2$s seats: lower quorum to at most %2$s, or raise"
                        + " fraction or over_selection")
                    .formatted(v.get(QUORUM), seats(v)))
        .rule(
            MINIMUM,
            v -> v.get(MINIMUM) <= v.get(QUORUM),
            v ->
                "is %1$s, but quorum is %2$s: lower minimum to at most %2$s, or raise quorum"
                    .formatted(v.get(MINIMUM), v.get(QUORUM)))
        .rule(
            MINIMUM,
            v -> v.get(AGGREGATION).leastUpdates() <= v.get(MINIMUM),
            v ->
                ("is %1$s, but aggregation %2$s needs %3$s updates: raise minimum (and quorum) to"
                        + " at least %3$s, or choose a rule that needs fewer")
                    .formatted(
                        v.get(MINIMUM), v.text(AGGREGATION), v.get(AGGREGATION).leastUpdates()));
  }

  /** A setting that another optimizer ignores is refused: its user expects an effect. */
  private static Schema.Builder ofServerOptimizer(Schema.Builder fields) {
    Predicate<ServerOptimizerKind> ofSquares =
        kind -> kind == ServerOptimizerKind.FEDADAM || kind == ServerOptimizerKind.FEDYOGI;
    return fields
        .rule(
            SERVER_MOMENTUM,
            v -> v.get(SERVER_MOMENTUM) == 0 || !v.get(SERVER_OPTIMIZER).isAdaptive(),
            v -> appliesTo("fedavg", v, "set server_beta1 instead"))
        .rule(
            ROLES,
            v -> v.get(ROLES).rules().isEmpty() || hasTensorsOnly(v.get(MODEL)),
            v ->
                "applies to a safetensors file or a trainer's model, but model is %s: remove roles"
                    .formatted(v.get(MODEL)))
        .rule(
            SERVER_BETA1,
            v -> isDefault(v, SERVER_BETA1) || v.get(SERVER_OPTIMIZER).isAdaptive(),
            v -> appliesTo("fedadagrad, fedadam and fedyogi", v, "set server_momentum instead"))
        .rule(
            SERVER_BETA2,
            v -> isDefault(v, SERVER_BETA2) || ofSquares.test(v.get(SERVER_OPTIMIZER)),
            v -> appliesTo("fedadam and fedyogi", v, "choose one of them or remove server_beta2"))
        .rule(
            SERVER_TAU,
            v -> isDefault(v, SERVER_TAU) || v.get(SERVER_OPTIMIZER).isAdaptive(),
            v ->
                appliesTo(
                    "fedadagrad, fedadam and fedyogi",
                    v,
                    "choose one of them or remove server_tau"));
  }

  private static boolean hasTensorsOnly(String model) {
    return model.endsWith(".safetensors") || model.equals(JobFields.MODEL_OF_TRAINER);
  }

  private static boolean isDefault(Values values, Field<?> field) {
    return values.text(field).equals(field.defaultText());
  }

  private static String appliesTo(String optimizers, Values values, String advice) {
    return "applies to %s only, but server_optimizer is %s: %s"
        .formatted(optimizers, values.text(SERVER_OPTIMIZER), advice);
  }

  /** The seats for which a model of one parameter fits; a larger model may fit for fewer. */
  private static int mostSeats(AggregationRule rule) {
    return AggregationModel.standard().mostSeats(new RoundSize(1, 1, 1, rule));
  }

  private static String moreSeatsThanClients(Values values) {
    int clients = values.get(CLIENTS);
    int cohort = cohortSize(values);
    BigDecimal all = BigDecimal.valueOf(clients);
    BigDecimal overSelection = Numbers.decimal(values.get(OVER_SELECTION));
    BigDecimal factor = all.divide(BigDecimal.valueOf(cohort), 2, RoundingMode.DOWN);
    BigDecimal fits = all.divide(overSelection, 0, RoundingMode.DOWN);
    String advice =
        "lower over_selection to at most " + factor.stripTrailingZeros().toPlainString();
    if (fits.signum() > 0) {
      BigDecimal share = fits.divide(all, 6, RoundingMode.DOWN).stripTrailingZeros();
      advice += ", or fraction to at most " + share.toPlainString();
    }
    return ("of %s gives %s seats for %s updates, but each seat needs its own client and there are"
            + " only %s clients: %s")
        .formatted(values.text(OVER_SELECTION), seats(values), cohort, clients, advice);
  }
}
