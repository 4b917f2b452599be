package dev.rondo.benchmarks.cost;

import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;
import java.util.List;
import java.util.Locale;

/**
 * What a round costs, without the clients' machines and what is there between rounds.
 *
 * @param shape the round
 * @param prices what AWS charges
 */
public record RoundCost(RoundShape shape, Prices prices) {

  /** Bytes that an invocation logs: start, report, its own lines, and its metrics. */
  static final int LOG_BYTES = 3000;

  /** The bill of this many such rounds, with the transitions of a training. */
  public List<CostLine> lines(int rounds) {
    Requests requests = RoundRequests.of(shape);
    long invocations = RoundRequests.invocations(shape);
    int transitions = RoundRequests.transitions(shape) + RoundRequests.TRAINING_TRANSITIONS;
    long traces = 1L + shape.batches();
    double arm = gbSeconds(true);
    double x86 = gbSeconds(false);
    return List.of(
            line(
                "Step Functions",
                count(transitions, "transitions"),
                transitions * prices.transition()),
            line(
                "Lambda, requests",
                count(invocations, "invocations"),
                invocations * prices.lambdaRequest()),
            line("Lambda, arm64", seconds(arm), arm * prices.lambdaArmGbSecond()),
            line("Lambda, x86_64", seconds(x86), x86 * prices.lambdaX86GbSecond()),
            line(
                "S3, PUT and LIST",
                count(requests.puts() + requests.lists(), "requests"),
                (requests.puts() + requests.lists()) * prices.s3Put()),
            line(
                "S3, GET and HEAD",
                count(requests.gets(), "requests"),
                requests.gets() * prices.s3Get()),
            line(
                "SQS", count(requests.queue(), "requests"), requests.queue() * prices.sqsRequest()),
            line(
                "CloudWatch Logs",
                String.format(Locale.ROOT, "%.1f KB", invocations * LOG_BYTES / 1e3),
                invocations * LOG_BYTES / 1e9 * prices.logGb()),
            line("X-Ray", count(traces, "traces at most"), traces * prices.trace()))
        .stream()
        .map(one -> new CostLine(one.what(), one.quantity(), one.dollars() * rounds))
        .toList();
  }

  /** The sum of {@link #lines}. */
  public double dollars(int rounds) {
    return lines(rounds).stream().mapToDouble(CostLine::dollars).sum();
  }

  /** GB-seconds of the functions on arm64, or of those on x86_64. */
  double gbSeconds(boolean arm) {
    double sum = 0;
    for (Caller part : Caller.values()) {
      if (part.isFunction() && FunctionSize.of(part).arm() == arm) {
        sum += FunctionSize.gbSeconds(part, shape);
      }
    }
    return sum;
  }

  private static CostLine line(String what, String quantity, double dollars) {
    return new CostLine(what, quantity, dollars);
  }

  private static String count(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s", count, what);
  }

  private static String seconds(double gbSeconds) {
    return String.format(Locale.ROOT, "%.2f GB-s", gbSeconds);
  }
}
