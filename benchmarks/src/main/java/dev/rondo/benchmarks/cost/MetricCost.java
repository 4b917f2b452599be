package dev.rondo.benchmarks.cost;

import dev.rondo.rounds.cost.Prices;

/**
 * What a job's custom metrics cost. CloudWatch charges a metric for the hours in which it was sent:
 * between trainings there is nothing to pay.
 *
 * @param clients the job's clients
 * @param prices what AWS charges
 */
public record MetricCost(int clients, Prices prices) {

  /** Metrics of a job, each of which is there over all jobs too; without the clients' losses. */
  public static final int METRICS = 16;

  /** With more clients than this their losses are log lines, which cost nearly nothing. */
  public static final int MAX_CLIENTS_WITH_METRICS = 20;

  public MetricCost {
    if (clients < 1) {
      throw new IllegalArgumentException("A job has a client at least");
    }
  }

  /** How many metrics there are; one for each reason of a rejection comes on top. */
  public int metrics() {
    return 2 * METRICS + (clients <= MAX_CLIENTS_WITH_METRICS ? clients : 0);
  }

  /** An hour in which rounds end. */
  public double dollarsAnHour() {
    return dollarsAMonth() / IdleCost.HOURS_A_MONTH;
  }

  /** A month in each of whose hours rounds end. */
  public double dollarsAMonth() {
    return metrics() * prices.metricMonth();
  }
}
