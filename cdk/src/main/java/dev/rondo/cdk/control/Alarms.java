package dev.rondo.cdk.control;

import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import dev.rondo.functions.support.Metric;
import java.util.List;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.constructs.Construct;

/** The alarms. docs/operations.md says what to do for each. */
final class Alarms extends Construct {

  private final AlarmGroup group;

  Alarms(
      Construct scope,
      Settings settings,
      Target target,
      Queues queues,
      Functions functions,
      Machines machines,
      RondoMetrics metrics) {
    super(scope, "Alarms");
    group = new AlarmGroup(this, settings, target.requiresTls());
    queueAlarms(queues);
    for (Step step : Step.values()) {
      group.add(
          step.title() + "Errors",
          step.title() + " failed. See its log group for the cause",
          functions.function(step).metricErrors(AlarmGroup.sum()),
          1,
          1);
    }
    group.add(
        "RoundAbandoned",
        "A round was abandoned: it had fewer updates than its minimum at the deadline",
        metrics.overall(Metric.ROUNDS_ABANDONED, "Sum", AlarmGroup.FIVE_MINUTES),
        1,
        1);
    group.add(
        "SeatsExceeded",
        "A round accepted more updates than it has seats, which is a defect or an attack",
        metrics.overall(Metric.SEATS_EXCEEDED, "Sum", AlarmGroup.FIVE_MINUTES),
        1,
        1);
    group.add(
        "ExecutionFailed",
        "An execution of a round or a training failed for a reason other than an abandoned round",
        machines.failures(AlarmGroup.FIVE_MINUTES),
        1,
        1);
    if (target.computesAlarms()) {
      group.add(
          "NoRoundFinished",
          "A round started "
              + settings.get(ControlSettings.ROUND_OVERDUE_MINUTES)
              + " minutes ago and no round has ended since",
          metrics.underWay(AlarmGroup.FIVE_MINUTES),
          1,
          settings.get(ControlSettings.ROUND_OVERDUE_MINUTES) / 5);
    }
  }

  List<Alarm> all() {
    return group.all();
  }

  private void queueAlarms(Queues queues) {
    group.add(
        "DeadLetters",
        "Events about uploads that no worker could take; their updates still count, because the"
            + " master looks for what no worker has folded",
        queues
            .deadLetters()
            .metricApproximateNumberOfMessagesVisible(
                MetricOptions.builder()
                    .period(AlarmGroup.FIVE_MINUTES)
                    .statistic("Maximum")
                    .build()),
        1,
        1);
    group.add(
        "UpdatesWait",
        "An upload event has waited 15 minutes for a worker",
        queues
            .updates()
            .metricApproximateAgeOfOldestMessage(
                MetricOptions.builder()
                    .period(AlarmGroup.FIVE_MINUTES)
                    .statistic("Maximum")
                    .build()),
        900,
        1);
  }
}
