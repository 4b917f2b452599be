package dev.rondo.cdk.control;

import dev.rondo.functions.support.Metric;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;

/**
 * The metrics of the functions as CloudWatch expressions. Jobs and clients are not known at
 * deployment, so SEARCH finds them. The namespace is the name of the control stack, so that another
 * stack of the account has other metrics.
 */
final class RondoMetrics {

  private final String namespace;

  RondoMetrics(String namespace) {
    this.namespace = namespace;
  }

  String namespace() {
    return namespace;
  }

  /** A metric over all jobs. */
  IMetric overall(Metric metric, String statistic, Duration period) {
    return overallBuilder(metric, statistic, period).build();
  }

  /** A metric over all jobs, with a label for a graph. */
  IMetric overall(Metric metric, String statistic, Duration period, String label) {
    return overallBuilder(metric, statistic, period).label(label).build();
  }

  private software.amazon.awscdk.services.cloudwatch.Metric.Builder overallBuilder(
      Metric metric, String statistic, Duration period) {
    return software.amazon.awscdk.services.cloudwatch.Metric.Builder.create()
        .namespace(namespace)
        .metricName(metric.cloudWatchName())
        .statistic(statistic)
        .period(period);
  }

  /**
   * 1 while a round is running and none has ended in the period, else 0 or no data.
   *
   * <p>In this case the last start is later than the last end. FILL(REPEAT) carries each timestamp
   * through periods without data, as far back as an alarm looks. A round that ended in this period
   * makes the sum negative. SUM over an array ignores a metric without any data, which FILL cannot
   * fill.
   */
  IMetric underWay(Duration period) {
    return MathExpression.Builder.create()
        .expression(
            "IF(SUM([FILL(opened, REPEAT), 0 - FILL(ended, REPEAT), 0 - 2 * FILL(ended, 0)]) > 0,"
                + " 1, 0)")
        .usingMetrics(
            inOrder(
                Map.of(
                    "opened", overall(Metric.ROUND_OPENED_AT, "Maximum", period),
                    "ended", overall(Metric.ROUND_ENDED_AT, "Maximum", period))))
        .period(period)
        .label("running, none ended")
        .build();
  }

  /**
   * Entries that the template lists in the order of their names. The order of {@link Map#of}
   * differs from process to process, and each deployment would change the template.
   */
  static <T> Map<String, T> inOrder(Map<String, T> entries) {
    return new TreeMap<>(entries);
  }

  /** One line for each job. */
  IMetric byJob(Metric metric, String statistic, Duration period, String label) {
    return search("Job", metric, statistic, period, (label + " ${PROP('Dim.Job')}").strip());
  }

  /** One line for each client, or reason, of each job. */
  IMetric byJobAnd(String dimension, Metric metric, String statistic, Duration period) {
    return search(
        "Job," + dimension,
        metric,
        statistic,
        period,
        "${PROP('Dim.Job')} ${PROP('Dim." + dimension + "')}");
  }

  private IMetric search(
      String dimensions, Metric metric, String statistic, Duration period, String label) {
    return MathExpression.Builder.create()
        .expression(
            "SEARCH('{\"%s\",%s} MetricName=\"%s\"', '%s', %s)"
                .formatted(
                    namespace,
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
