package dev.rondo.benchmarks.cost;

import dev.rondo.rounds.cost.Prices;
import java.util.List;
import java.util.Locale;

/**
 * The cost of a month without rounds, without the clients' machines.
 *
 * @param agents client agents that wait for seats
 * @param prices what AWS charges
 */
public record IdleCost(int agents, Prices prices) {

  /** A month as AWS's calculators have it. */
  static final double HOURS_A_MONTH = 730;

  /** A request waits 20 s for a message, the longest that SQS allows; then an agent pauses. */
  private static final double POLLS_AN_HOUR = 3600.0 / 22;

  /** Lambda asks a queue by so many requests side by side, at least. */
  private static final int LAMBDA_POLLERS = 5;

  private static final double LAMBDA_POLLS_AN_HOUR = 3600.0 / 20;

  /** Of the control stack; one of them looks at two metrics and costs as much as two. */
  public static final int ALARM_METRICS = 14;

  /** The holder of a data shard renews its lease of ten minutes after a third of the time. */
  static final double RENEWALS_AN_HOUR = 18;

  public IdleCost {
    if (agents < 0) {
      throw new IllegalArgumentException("Agents are counted from 0 up");
    }
  }

  /** The bill of a month. */
  public List<CostLine> lines() {
    double polls = agents * POLLS_AN_HOUR * HOURS_A_MONTH;
    double lambdaPolls = LAMBDA_POLLERS * LAMBDA_POLLS_AN_HOUR * HOURS_A_MONTH;
    double renewals = agents * RENEWALS_AN_HOUR * HOURS_A_MONTH;
    return List.of(
        new CostLine("Agents poll for seats", requests(polls), polls * prices.sqsRequest()),
        new CostLine(
            "Agents renew leases on data shards (only clients without their own data)",
            requests(renewals),
            renewals * prices.s3Put()),
        new CostLine(
            "Lambda polls for updates", requests(lambdaPolls), lambdaPolls * prices.sqsRequest()),
        new CostLine("Alarms", ALARM_METRICS + " metrics", ALARM_METRICS * prices.alarmMonth()),
        new CostLine("Dashboard (the first three are free)", "1", prices.dashboardMonth()));
  }

  /** The sum of {@link #lines}. */
  public double dollars() {
    return lines().stream().mapToDouble(CostLine::dollars).sum();
  }

  private static String requests(double count) {
    return String.format(Locale.ROOT, "%,.0f requests", count);
  }
}
