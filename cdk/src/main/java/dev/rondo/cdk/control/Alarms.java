package dev.rondo.cdk.control;

import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import dev.rondo.functions.support.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/** The alarms. docs/operations.md says what to do for each. */
final class Alarms extends Construct {

  private static final Duration FIVE_MINUTES = Duration.minutes(5);

  private final List<Alarm> alarms = new ArrayList<>();
  private final Optional<Topic> topic;

  Alarms(
      Construct scope,
      Settings settings,
      Target target,
      Queues queues,
      Functions functions,
      Machines machines,
      RondoMetrics metrics) {
    super(scope, "Alarms");
    topic =
        settings.get(ControlSettings.ALARM_EMAIL).map(email -> topic(email, target.requiresTls()));
    queueAlarms(queues);
    for (Step step : Step.values()) {
      add(
          step.title() + "Errors",
          step.title() + " failed. See its log group for the cause",
          functions
              .function(step)
              .metricErrors(MetricOptions.builder().period(FIVE_MINUTES).statistic("Sum").build()),
          1,
          1);
    }
    add(
        "RoundAbandoned",
        "A round was abandoned: it had fewer updates than its minimum at the deadline",
        metrics.overall(Metric.ROUNDS_ABANDONED, "Sum", FIVE_MINUTES),
        1,
        1);
    add(
        "SeatsExceeded",
        "A round accepted more updates than it has seats, which is a defect or an attack",
        metrics.overall(Metric.SEATS_EXCEEDED, "Sum", FIVE_MINUTES),
        1,
        1);
    add(
        "ExecutionFailed",
        "An execution of a round or a training failed for a reason other than an abandoned round",
        machines.failures(FIVE_MINUTES),
        1,
        1);
    if (target.computesAlarms()) {
      add(
          "NoRoundFinished",
          "A round started "
              + settings.get(ControlSettings.ROUND_OVERDUE_MINUTES)
              + " minutes ago and no round has ended since",
          metrics.underWay(FIVE_MINUTES),
          1,
          settings.get(ControlSettings.ROUND_OVERDUE_MINUTES) / 5);
    }
  }

  List<Alarm> all() {
    return List.copyOf(alarms);
  }

  private void queueAlarms(Queues queues) {
    add(
        "DeadLetters",
        "Events about uploads that no worker could take; their updates still count, because the"
            + " master looks for what no worker has folded",
        queues
            .deadLetters()
            .metricApproximateNumberOfMessagesVisible(
                MetricOptions.builder().period(FIVE_MINUTES).statistic("Maximum").build()),
        1,
        1);
    add(
        "UpdatesWait",
        "An upload event has waited 15 minutes for a worker",
        queues
            .updates()
            .metricApproximateAgeOfOldestMessage(
                MetricOptions.builder().period(FIVE_MINUTES).statistic("Maximum").build()),
        900,
        1);
  }

  private void add(
      String id, String description, IMetric metric, int threshold, int evaluationPeriods) {
    Alarm alarm =
        Alarm.Builder.create(this, id)
            .alarmDescription("Rondo: " + description)
            .metric(metric)
            .threshold(threshold)
            .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
            .evaluationPeriods(evaluationPeriods)
            .treatMissingData(TreatMissingData.NOT_BREACHING)
            .build();
    topic.ifPresent(told -> alarm.addAlarmAction(new SnsAction(told)));
    alarms.add(alarm);
  }

  private Topic topic(String email, boolean requiresTls) {
    Topic told = Topic.Builder.create(this, "Topic").enforceSsl(requiresTls).build();
    told.addSubscription(new EmailSubscription(email));
    // The policy that requires TLS replaces the default policy, by which the alarms of the account
    // can publish.
    told.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .sid("Alarms")
            .principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
            .actions(List.of("sns:Publish"))
            .resources(List.of(told.getTopicArn()))
            .conditions(
                Map.of("StringEquals", Map.of("aws:SourceAccount", Stack.of(this).getAccount())))
            .build());
    return told;
  }
}
