package dev.rondo.cli.command;

import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.privacy.accounting.CorrelatedGaussian;
import dev.rondo.privacy.accounting.Participation;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints a plan as a table, with what its numbers mean and assume. */
final class PrivacyPlanText {

  private static final MathContext UP = new MathContext(5, RoundingMode.CEILING);
  private static final MathContext SHORT = new MathContext(4, RoundingMode.HALF_UP);

  private PrivacyPlanText() {}

  static void print(PrivacyPlan plan, List<PrivacyPlan.Line> settings, PrintWriter out) {
    List<PrivacyPlan.Line> comparisons = plan.comparisons();
    Table table =
        new Table(
            "mechanism",
            "noise multiplier",
            "noise of the mean",
            "error of the model",
            "epsilon",
            "by zCDP");
    Stream.concat(settings.stream(), comparisons.stream())
        .forEach(
            line ->
                table.add(
                    name(line),
                    shown(line.mechanism().noiseMultiplier(), UP),
                    shown(plan.noiseOfMean(line)),
                    shown(plan.prefixSumError(line)),
                    shown(plan.epsilon(line)),
                    plan.zcdp(line)
                        .map(zcdp -> shown(zcdp.epsilon(plan.budget().delta())))
                        .orElse(Text.UNKNOWN)));
    table.print(out);
    out.println();
    out.println("noise of the mean   noise multiplier x clip / seats, in every round");
    out.println("error of the model  root mean square, over the rounds, of the sum of all noise");
    out.println("                    so far; in units of clip / seats");
    out.println("by zCDP             the looser epsilon of zero-concentrated privacy");
    out.println();
    out.println(condition(plan));
    comparisons.forEach(
        line -> line.caveat().ifPresent(caveat -> out.println(line.name() + ": " + caveat)));
    advice(plan).ifPresent(out::println);
  }

  private static String name(PrivacyPlan.Line line) {
    if (line.mechanism() instanceof CorrelatedGaussian correlated) {
      int buffers = correlated.blt().buffers();
      return "%s, %s buffer%s".formatted(line.name(), buffers, buffers == 1 ? "" : "s");
    }
    return line.name();
  }

  private static String condition(PrivacyPlan plan) {
    int most = plan.participation().most(plan.rounds());
    int coolDown = plan.participation().separation();
    return "Epsilon %s, delta %s holds if a client contributes to at most %s round%s%s."
        .formatted(
            shown(plan.budget().epsilon()),
            shown(plan.budget().delta()),
            most,
            most == 1 ? "" : "s",
            most == 1 || coolDown == 1 ? "" : ", " + coolDown + " or more apart");
  }

  /** Without limits, the largest cool-down that the clients can keep, and its cap. */
  private static Optional<String> advice(PrivacyPlan plan) {
    int possible = Math.min(plan.rounds(), plan.clients() / plan.seats());
    if (!plan.participation().equals(Participation.unlimited()) || possible < 2) {
      return Optional.empty();
    }
    return Optional.of(
        "To need less noise, limit participation. These clients permit a --cap of %s or more and a"
                .formatted(plan.leastCap())
            + " --cool-down of %s or less.".formatted(possible));
  }

  static String shown(double value) {
    return shown(value, SHORT);
  }

  /** A number in few digits: 0.0123, 12.5, 1e-5. */
  static String shown(double value, MathContext digits) {
    BigDecimal rounded = new BigDecimal(value).round(digits).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return value == 0 || (exponent > -4 && exponent < 9)
        ? rounded.toPlainString()
        : rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
