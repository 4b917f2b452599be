package dev.rondo.cdk.control;

import dev.rondo.functions.support.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.AlarmStatusWidget;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.cloudwatch.LogQueryVisualizationType;
import software.amazon.awscdk.services.cloudwatch.LogQueryWidget;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.YAxisProps;
import software.constructs.Construct;

/** The dashboard: training progress, failures, and cost drivers. */
final class RondoDashboard extends Construct {

  private static final Duration MINUTE = Duration.minutes(1);
  private static final Duration FIVE_MINUTES = Duration.minutes(5);
  private static final int WIDTH = 24;

  private final Store store;
  private final Queues queues;
  private final Functions functions;
  private final Machines machines;
  private final RondoMetrics metrics;
  private final Dashboard dashboard;

  RondoDashboard(
      Construct scope,
      Store store,
      Queues queues,
      Functions functions,
      Machines machines,
      RondoMetrics metrics,
      Alarms alarms) {
    super(scope, "Dashboard");
    this.store = store;
    this.queues = queues;
    this.functions = functions;
    this.machines = machines;
    this.metrics = metrics;
    dashboard =
        Dashboard.Builder.create(this, "Dashboard")
            // Dashboards are global in an account, so the region is part of the name.
            .dashboardName(Stack.of(this).getStackName() + "-" + Stack.of(this).getRegion())
            .defaultInterval(Duration.hours(3))
            .build();
    dashboard.addWidgets(
        AlarmStatusWidget.Builder.create()
            .title("Alarms")
            .alarms(alarms.all())
            .width(WIDTH)
            .height(3)
            .build());
    training();
    updates();
    troubles();
    costs();
  }

  String name() {
    return dashboard.getDashboardName();
  }

  private void training() {
    row(
        graph(
            "Accuracy on the test data",
            metrics.byJob(Metric.TEST_ACCURACY, "Maximum", MINUTE, "")),
        graph(
            "Loss",
            metrics.byJob(Metric.TEST_LOSS, "Average", MINUTE, "test"),
            metrics.byJob(Metric.TRAIN_LOSS, "Average", MINUTE, "training")));
    row(
        graph(
            "What clients measure of the version that they start from",
            metrics.byJobAnd("Measured", Metric.CLIENT_EVALUATION, "Average", MINUTE)));
    row(
        graph(
            "Training loss of each client (jobs of up to 20)",
            metrics.byJobAnd("Client", Metric.CLIENT_LOSS, "Average", MINUTE)),
        LogQueryWidget.Builder.create()
            .title("Training loss of each client (larger jobs)")
            .logGroupNames(List.of(functions.logs(Step.CLOSE_ROUND).getLogGroupName()))
            .view(LogQueryVisualizationType.TABLE)
            .queryLines(
                List.of(
                    "fields job, round, client, loss",
                    "filter event = 'client_loss'",
                    "stats latest(loss) as last_loss, min(loss) as lowest, max(round) as last_round"
                        + " by job, client",
                    "sort last_loss desc",
                    "limit 1000"))
            .width(WIDTH / 2)
            .height(6)
            .build());
    row(
        graph(
            "Rounds",
            metrics.overall(Metric.ROUNDS_COMMITTED, "Sum", FIVE_MINUTES, "committed"),
            metrics.overall(Metric.ROUNDS_ABANDONED, "Sum", FIVE_MINUTES, "abandoned"),
            machines.round().metricStarted(options(FIVE_MINUTES, "Sum", "started")),
            metrics.underWay(FIVE_MINUTES),
            machines.failures(FIVE_MINUTES)),
        graph(
            "Duration in seconds: round, wait for quorum, aggregation",
            metrics.byJob(Metric.ROUND_DURATION, "Average", MINUTE, "round"),
            metrics.byJob(Metric.QUORUM_WAIT, "Average", MINUTE, "wait"),
            metrics.byJob(Metric.AGGREGATION_DURATION, "Average", MINUTE, "aggregation")));
  }

  private void updates() {
    row(
        graph(
            "Client updates",
            metrics.overall(Metric.UPDATES_ACCEPTED, "Sum", FIVE_MINUTES, "accepted"),
            metrics.overall(Metric.UPDATES_LATE, "Sum", FIVE_MINUTES, "late"),
            metrics.overall(Metric.UPDATES_REJECTED, "Sum", FIVE_MINUTES, "rejected"),
            metrics.overall(Metric.UPDATES_DROPPED, "Sum", FIVE_MINUTES, "dropped")),
        graph(
            "Rejected updates by reason",
            metrics.byJobAnd("Reason", Metric.UPDATES_REJECTED, "Sum", FIVE_MINUTES)),
        graph(
            "Contributors of a version",
            metrics.byJob(Metric.CONTRIBUTOR_COUNT, "Average", MINUTE, "")));
  }

  private void troubles() {
    row(
        graph("Errors of functions", perStep(step -> errors(step, "Errors"))),
        graph("Throttles of functions", perStep(step -> errors(step, "Throttles"))),
        graph(
            "Age of waiting uploads in seconds, and dead letters",
            queues
                .updates()
                .metricApproximateAgeOfOldestMessage(
                    options(FIVE_MINUTES, "Maximum", "oldest upload")),
            queues
                .deadLetters()
                .metricApproximateNumberOfMessagesVisible(
                    options(FIVE_MINUTES, "Maximum", "dead letters"))));
  }

  private void costs() {
    row(
        graph("Lambda: calls", perStep(this::invocations)),
        graph("Lambda: GB-seconds", perStep(this::gigabyteSeconds)),
        graph(
            "Step Functions: transitions (of the whole account)",
            metric("AWS/States", "ConsumedCapacity", Map.of("ServiceMetric", "StateTransition"))));
    row(
        graph(
            "SQS: messages and empty receives of the task queue",
            queues.tasks().metricNumberOfMessagesSent(options(FIVE_MINUTES, "Sum", "sent")),
            queues.tasks().metricNumberOfMessagesReceived(options(FIVE_MINUTES, "Sum", "received")),
            queues.tasks().metricNumberOfMessagesDeleted(options(FIVE_MINUTES, "Sum", "deleted")),
            queues.tasks().metricNumberOfEmptyReceives(options(FIVE_MINUTES, "Sum", "empty"))),
        graph(
            "Bytes of updates and partial aggregates read",
            metrics.overall(Metric.BYTES_FOLDED, "Sum", FIVE_MINUTES, "folded")),
        graph(
            "Bytes stored",
            software.amazon.awscdk.services.cloudwatch.Metric.Builder.create()
                .namespace("AWS/S3")
                .metricName("BucketSizeBytes")
                .dimensionsMap(
                    RondoMetrics.inOrder(
                        Map.of(
                            "BucketName",
                            store.bucket().getBucketName(),
                            "StorageType",
                            "StandardStorage")))
                .statistic("Average")
                .period(Duration.days(1))
                .label("stored")
                .build()));
  }

  private IMetric invocations(Step step) {
    return functions.function(step).metricInvocations(options(FIVE_MINUTES, "Sum", step.title()));
  }

  private IMetric gigabyteSeconds(Step step) {
    String id = step.name().toLowerCase(Locale.ROOT) + "_ms";
    return MathExpression.Builder.create()
        .expression(id + " / 1000 * " + functions.memory(step) + " / 1024")
        .usingMetrics(
            Map.of(
                id,
                functions
                    .function(step)
                    .metricDuration(options(FIVE_MINUTES, "Sum", step.title()))))
        .period(FIVE_MINUTES)
        .label(step.title())
        .build();
  }

  private IMetric errors(Step step, String metric) {
    return functions.function(step).metric(metric, options(FIVE_MINUTES, "Sum", step.title()));
  }

  private static IMetric[] perStep(Function<Step, IMetric> metric) {
    return Arrays.stream(Step.values()).map(metric).toArray(IMetric[]::new);
  }

  private static IMetric metric(String namespace, String name, Map<String, String> dimensions) {
    return software.amazon.awscdk.services.cloudwatch.Metric.Builder.create()
        .namespace(namespace)
        .metricName(name)
        .dimensionsMap(dimensions)
        .statistic("Sum")
        .period(FIVE_MINUTES)
        .label(name)
        .build();
  }

  private static MetricOptions options(Duration period, String statistic, String label) {
    return MetricOptions.builder().period(period).statistic(statistic).label(label).build();
  }

  private static GraphWidget.Builder graph(String title, IMetric... metrics) {
    return GraphWidget.Builder.create()
        .title(title)
        .left(Arrays.asList(metrics))
        .leftYAxis(YAxisProps.builder().showUnits(false).build());
  }

  /** A row of widgets of equal width. */
  private void row(Object... widgets) {
    int width = WIDTH / widgets.length;
    dashboard.addWidgets(
        Arrays.stream(widgets)
            .map(
                widget ->
                    widget instanceof GraphWidget.Builder graph
                        ? graph.width(width).height(6).build()
                        : (IWidget) widget)
            .toArray(IWidget[]::new));
  }
}
