package dev.rondo.cdk.control;

import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
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

/** Alarms of a stack, and the topic that sends them to the address of the settings. */
public final class AlarmGroup {

  /** The period of the metrics of most alarms. */
  public static final Duration FIVE_MINUTES = Duration.minutes(5);

  private final Construct scope;
  private final List<Alarm> alarms = new ArrayList<>();
  private final Optional<Topic> topic;

  /**
   * @param scope of the alarms and the topic
   * @param requiresTls whether the topic refuses requests without TLS
   */
  public AlarmGroup(Construct scope, Settings settings, boolean requiresTls) {
    this.scope = scope;
    topic = settings.get(ControlSettings.ALARM_EMAIL).map(email -> topic(email, requiresTls));
  }

  /** A metric's sum in five minutes. */
  public static MetricOptions sum() {
    return MetricOptions.builder().period(FIVE_MINUTES).statistic("Sum").build();
  }

  /**
   * Adds an alarm.
   *
   * @param description what has happened
   * @param threshold the least value that is one
   * @param evaluationPeriods of the metric, all of which must reach the threshold
   */
  public void add(
      String id, String description, IMetric metric, int threshold, int evaluationPeriods) {
    Alarm alarm =
        Alarm.Builder.create(scope, id)
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

  /** The alarms, in their order. */
  List<Alarm> all() {
    return List.copyOf(alarms);
  }

  private Topic topic(String email, boolean requiresTls) {
    Topic told = Topic.Builder.create(scope, "Topic").enforceSsl(requiresTls).build();
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
                Map.of("StringEquals", Map.of("aws:SourceAccount", Stack.of(scope).getAccount())))
            .build());
    return told;
  }
}
