package dev.rondo.rounds.job;

import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.rounds.scale.RoundLimits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What must hold between settings, and the sizes of a round. */
final class Rules {

  private Rules() {}

  /** The updates that a round wants: fraction x clients, rounded, at least one. */
  static int cohortSize(double fraction, int clients) {
    // Decimal arithmetic: 0.145 x 100 is 14.5 and not 14.499...
    BigDecimal wanted = Numbers.decimal(fraction).multiply(BigDecimal.valueOf(clients));
    return Math.max(1, wanted.setScale(0, RoundingMode.HALF_UP).intValueExact());
  }

  /** The seats that a round publishes. Decimal arithmetic: 10 x 1.1 is 11 seats and not 12. */
  static int seats(int cohortSize, double overSelection) {
    BigDecimal seats = Numbers.decimal(overSelection).multiply(BigDecimal.valueOf(cohortSize));
    return seats.setScale(0, RoundingMode.CEILING).intValueExact();
  }

  static int cohortSize(Values values) {
    return cohortSize(values.get(Fields.FRACTION), values.get(Fields.CLIENTS));
  }

  /**
   * Checks the settings against each other.
   *
   * @param unknown keys whose values are stand-ins for what could not be read; a rule that would
   *     need one is left out
   * @param place where a field was set
   */
  static List<Problem> check(Values values, Set<String> unknown, Function<Field<?>, String> place) {
    List<Problem> problems = new ArrayList<>();
    boolean sizesKnown =
        known(unknown, Fields.CLIENTS, Fields.FRACTION) && known(unknown, Fields.OVER_SELECTION);
    int cohort = cohortSize(values);
    int seats = seats(cohort, values.get(Fields.OVER_SELECTION));
    int quorum = values.get(Fields.QUORUM);
    int minimum = values.get(Fields.MINIMUM);
    if (sizesKnown && seats > values.get(Fields.CLIENTS)) {
      problems.add(
          Fields.OVER_SELECTION.problem(
              place.apply(Fields.OVER_SELECTION), tooManySeats(values, cohort, seats)));
    }
    if (sizesKnown && seats > RoundLimits.MAX_SEATS) {
      problems.add(
          Fields.FRACTION.problem(
              place.apply(Fields.FRACTION),
              ("of the clients and over_selection make %d seats a round, and a round has %d at"
                      + " most: lower fraction, or divide the clients among several jobs")
                  .formatted(seats, RoundLimits.MAX_SEATS)));
    }
    AggregationRule rule = values.get(Fields.AGGREGATION);
    if (sizesKnown
        && known(unknown, Fields.AGGREGATION)
        && rule.kind() == AggregationRule.Kind.MULTI_KRUM
        && seats > RoundLimits.MAX_SEATS_OF_PAIRS) {
      problems.add(
          Fields.AGGREGATION.problem(
              place.apply(Fields.AGGREGATION),
              "%s compares each update with each, for up to %d seats, and a round has %d: lower fraction or over_selection"
                  .formatted(rule.text(), RoundLimits.MAX_SEATS_OF_PAIRS, seats)));
    }
    if (sizesKnown && known(unknown, Fields.QUORUM) && quorum > seats) {
      problems.add(
          Fields.QUORUM.problem(
              place.apply(Fields.QUORUM),
              "is "
                  + quorum
                  + ", but a round has only "
                  + seats
                  + " seats: lower quorum to at most "
                  + seats
                  + ", or raise fraction or over_selection"));
    }
    if (known(unknown, Fields.QUORUM, Fields.MINIMUM) && minimum > quorum) {
      problems.add(
          Fields.MINIMUM.problem(
              place.apply(Fields.MINIMUM),
              "is "
                  + minimum
                  + ", but the quorum is "
                  + quorum
                  + ": lower minimum to at most "
                  + quorum
                  + ", or raise quorum"));
    }
    if (known(unknown, Fields.AGGREGATION, Fields.MINIMUM)) {
      leastUpdates(values.get(Fields.AGGREGATION), minimum)
          .map(text -> Fields.MINIMUM.problem(place.apply(Fields.MINIMUM), text))
          .ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<String> leastUpdates(AggregationRule rule, int minimum) {
    int least = rule.leastUpdates();
    return minimum >= least
        ? Optional.empty()
        : Optional.of(
            "is "
                + minimum
                + ", but aggregation "
                + rule.text()
                + " needs "
                + least
                + " updates: raise minimum (and quorum) to at least "
                + least
                + ", or withstand fewer hostile updates");
  }

  private static String tooManySeats(Values values, int cohort, int seats) {
    int clients = values.get(Fields.CLIENTS);
    BigDecimal all = BigDecimal.valueOf(clients);
    BigDecimal factor = all.divide(BigDecimal.valueOf(cohort), 2, RoundingMode.DOWN);
    BigDecimal fits =
        all.divide(Numbers.decimal(values.get(Fields.OVER_SELECTION)), 0, RoundingMode.DOWN);
    String advice =
        "lower over_selection to at most " + factor.stripTrailingZeros().toPlainString();
    if (fits.signum() > 0) {
      BigDecimal share = fits.divide(all, 6, RoundingMode.DOWN).stripTrailingZeros();
      advice += ", or fraction to at most " + share.toPlainString();
    }
    return "of "
        + Numbers.text(values.get(Fields.OVER_SELECTION))
        + " makes "
        + seats
        + " seats for "
        + cohort
        + " updates, but each seat needs its own client and there are "
        + clients
        + ": "
        + advice;
  }

  private static boolean known(Set<String> unknown, Field<?>... fields) {
    for (Field<?> field : fields) {
      if (unknown.contains(field.key())) {
        return false;
      }
    }
    return true;
  }
}
