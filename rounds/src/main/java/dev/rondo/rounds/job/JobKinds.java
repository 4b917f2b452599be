package dev.rondo.rounds.job;

import dev.rondo.protocol.model.RoleRules;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.protocol.training.TrainerConfig;
import dev.rondo.settings.Kind;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of values that only a job has. */
final class JobKinds {

  static final int MILLION = 1_000_000;

  private static final String NONE = "none";

  private JobKinds() {}

  static Kind<String> jobName() {
    return Kinds.text("name", ObjectKeys.JOB_FORM, ObjectKeys::isJob);
  }

  static Kind<ServerOptimizerKind> serverOptimizer() {
    return Kinds.choice(
        List.of(ServerOptimizerKind.values()), kind -> kind.name().toLowerCase(Locale.ROOT));
  }

  static Kind<AggregationRule> aggregation() {
    return Kind.of(
        "rule",
        "weighted, unweighted, median, trimmed:SHARE (SHARE a number above 0 and below 0.5) or"
            + " krum:F (F a whole number from 1 to 100000)",
        AggregationRule::parse,
        AggregationRule::text);
  }

  static Kind<BltBuffers> bltDesign() {
    return Kind.of(
        "buffers",
        "ROUNDS DECAY/WEIGHT with up to four buffers, such as 100 0.83/0.53 0.99/0.026, or nothing",
        BltBuffers::parse,
        BltBuffers::text);
  }

  static Kind<RoleRules> roles() {
    return Kind.of(
        "roles",
        "PATTERN=ROLE, several separated by commas; ROLE is mean, statistic, max, keep or"
            + " personal",
        RoleRules::parse,
        RoleRules::text);
  }

  static Kind<TrainerConfig> trainerConfig() {
    return Kind.of(
        "settings",
        "NAME=VALUE, several separated by commas, at most 2048 bytes; VALUE is a number such as"
            + " 0.5, true, false or a text, in quotation marks if it has a comma or looks like a"
            + " number",
        TrainerConfig::parse,
        TrainerConfig::text);
  }

  static Kind<Target.Metric> metric() {
    return Kind.of(
        "metric",
        "the name of a metric (" + Measurement.NAME_FORM + "), also NAME:min or NAME:max",
        Target.Metric::parse,
        Target.Metric::text);
  }

  static Kind<Optional<Double>> numberOrNone() {
    return Kind.of(
        "number",
        "a number, or none",
        text -> {
          Optional<Double> value = Numbers.real(text);
          return text.equals(NONE) || value.isPresent() ? Optional.of(value) : Optional.empty();
        },
        value -> value.map(Numbers::text).orElse(NONE));
  }

  static Kind<SplitRule> split() {
    return Kind.of(
        "split",
        "iid, shards:N or labels:N (N a whole number from 1 to 1000000), or dirichlet:A (A a number"
            + " above 0 and at most 1000000)",
        JobKinds::parseSplit,
        SplitRule::text);
  }

  private static Optional<SplitRule> parseSplit(String text) {
    if (text.equals("iid")) {
      return Optional.of(SplitRule.IID);
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String number = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "shards" -> count(number).map(count -> new SplitRule(SplitRule.Kind.SHARDS, count));
      case "labels" -> count(number).map(count -> new SplitRule(SplitRule.Kind.LABELS, count));
      case "dirichlet" ->
          Kinds.aboveZeroTo(MILLION)
              .parse(number)
              .map(alpha -> new SplitRule(SplitRule.Kind.DIRICHLET, alpha));
      default -> Optional.empty();
    };
  }

  private static Optional<Integer> count(String text) {
    return Kinds.integer(1, MILLION).parse(text);
  }

  static Kind<Stragglers> stragglers() {
    return Kind.of(
        "stragglers",
        "none, or FRACTION:FACTOR such as 0.2:10 (FRACTION from 0 to 1 of the clients take FACTOR"
            + " times as long, 1 to 1000000)",
        JobKinds::parseStragglers,
        Stragglers::text);
  }

  private static Optional<Stragglers> parseStragglers(String text) {
    if (text.equals("none")) {
      return Optional.of(Stragglers.NONE);
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    Optional<Double> factor = Kinds.fromOneTo(MILLION).parse(text.substring(colon + 1));
    return Kinds.fromZeroTo(1)
        .parse(text.substring(0, colon))
        .flatMap(fraction -> factor.map(times -> new Stragglers(fraction, times)));
  }
}
