package dev.rondo.cdk.control;

import dev.rondo.functions.support.Metric;
import dev.rondo.functions.support.Metrics;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;

/**
 * The metrics that the functions emit, as CloudWatch finds them. Jobs and clients are not known
 * when a stack is deployed, so they are searched for.
 */
final class RondoMetrics {

  private RondoMetrics() {}

  /** Over all jobs. */
  static IMetric overall(Metric metric, String statistic, Duration period) {
    return overallBuilder(metric, statistic, period).build();
  }

  /** Over all jobs, with a name for a graph. */
  static IMetric overall(Metric metric, String statistic, Duration period, String label) {
    return overallBuilder(metric, statistic, period).label(label).build();
  }

  private static software.amazon.awscdk.services.cloudwatch.Metric.Builder overallBuilder(
      Metric metric, String statistic, Duration period) {
    return software.amazon.awscdk.services.cloudwatch.Metric.Builder.create()
        .namespace(Metrics.NAMESPACE)
        .metricName(metric.cloudWatchName())
        .statistic(statistic)
        .period(period);
  }

  /** A line for each job. */
  static IMetric byJob(Metric metric, String statistic, Duration period, String label) {
    return search("Job", metric, statistic, period, (label + " ${PROP('Dim.Job')}").strip());
  }

  /** A line for each client, or reason, of each job. */
  static IMetric byJobAnd(String dimension, Metric metric, String statistic, Duration period) {
    return search(
        "Job," + dimension,
        metric,
        statistic,
        period,
        "${PROP('Dim.Job')} ${PROP('Dim." + dimension + "')}");
  }

  private static IMetric search(
      String dimensions, Metric metric, String statistic, Duration period, String label) {
    return MathExpression.Builder.create()
        .expression(
            "SEARCH('{%s,%s} MetricName=\"%s\"', '%s', %d)"
                .formatted(
                    Metrics.NAMESPACE,
                    dimensions,
                    metric.cloudWatchName(),
                    statistic,
                    period.toSeconds().intValue()))
        .usingMetrics(Map.of())
        .period(period)
        .label(label)
        .build();
  }
}
