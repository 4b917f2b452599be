package dev.rondo.core.cost;

import java.util.List;
import java.util.Locale;

/**
 * What a month costs in which no round is played, without the clients' machines.
 *
 * @param agents client agents that wait for seats
 * @param prices what AWS charges
 */
public record IdleCost(int agents, Prices prices) {

  /** A month as AWS's calculators have it. */
  static final double HOURS_A_MONTH = 730;

  /** The longest that SQS lets a request wait for a message. */
  private static final double POLLS_AN_HOUR = 3600.0 / 20;

  /** Lambda asks a queue by so many requests side by side, at least. */
  private static final int LAMBDA_POLLERS = 5;

  /** Of the control stack; one of them looks at two metrics and costs as much as two. */
  static final int ALARM_METRICS = 11;

  /** A holder of a shard renews its claim so often. */
  static final double RENEWALS_AN_HOUR = 12;

  public IdleCost {
    if (agents < 0) {
      throw new IllegalArgumentException("Agents are counted from 0 up");
    }
  }

  /** The bill of a month. */
  public List<CostLine> lines() {
    double polls = agents * POLLS_AN_HOUR * HOURS_A_MONTH;
    double lambdaPolls = LAMBDA_POLLERS * POLLS_AN_HOUR * HOURS_A_MONTH;
    double renewals = agents * RENEWALS_AN_HOUR * HOURS_A_MONTH;
    return List.of(
        new CostLine("Agents ask for seats", requests(polls), polls * prices.sqsRequest()),
        new CostLine(
            "Agents renew leases on shards (not with data of their own)",
            requests(renewals) + " of each kind",
            renewals * (prices.s3Put() + prices.s3Get())),
        new CostLine(
            "Lambda asks for updates", requests(lambdaPolls), lambdaPolls * prices.sqsRequest()),
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
