package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlarmsTest {

  private final TemplateView template = Synthesized.defaults().control();

  @Test
  void thereAreTheseAlarmsAndSilenceIsNone() {
    Map<String, JsonNode> alarms = template.ofType("AWS::CloudWatch::Alarm");

    assertThat(alarms)
        .containsOnlyKeys(
            "Alarms/DeadLetters",
            "Alarms/UpdatesWait",
            "Alarms/OpenRoundErrors",
            "Alarms/AwaitQuorumErrors",
            "Alarms/FoldUpdatesErrors",
            "Alarms/AggregateErrors",
            "Alarms/FoldPartErrors",
            "Alarms/EvaluateErrors",
            "Alarms/CloseRoundErrors",
            "Alarms/RoundAbandoned",
            "Alarms/SeatsExceeded",
            "Alarms/ExecutionFailed",
            "Alarms/NoRoundFinished");
    assertThat(alarms.values())
        .allSatisfy(
            alarm -> {
              assertThat(alarm.get("TreatMissingData").asText()).isEqualTo("notBreaching");
              assertThat(alarm.get("ComparisonOperator").asText())
                  .isEqualTo("GreaterThanOrEqualToThreshold");
              assertThat(alarm.get("AlarmDescription").asText()).startsWith("Rondo: ");
            });
  }

  /** A map's order differs from process to process, and each deployment would show a change. */
  @Test
  void theMetricsOfAnAlarmAreInTheOrderOfTheirNames() {
    JsonNode metrics = template.properties("Alarms/NoRoundFinished").get("Metrics");

    assertThat(metrics)
        .filteredOn(metric -> metric.has("MetricStat"))
        .extracting(metric -> metric.get("Id").asText())
        .containsExactly("ended", "opened");
  }

  @Test
  void oneDeadLetterIsAnAlarm() {
    assertAlarm(
        "DeadLetters",
        "AWS/SQS ApproximateNumberOfMessagesVisible Maximum 300 1 1"
            + " [{Name=QueueName, Value=<Queues/UpdateDeadLetters.QueueName>}]");
  }

  @Test
  void anUploadThatWaitsForAQuarterOfAnHourIsAnAlarm() {
    assertAlarm(
        "UpdatesWait",
        "AWS/SQS ApproximateAgeOfOldestMessage Maximum 300 1 900"
            + " [{Name=QueueName, Value=<Queues/Updates.QueueName>}]");
  }

  @ParameterizedTest
  @EnumSource
  void oneErrorOfAFunctionIsAnAlarm(Step step) {
    assertAlarm(
        step.title() + "Errors",
        "AWS/Lambda Errors Sum 300 1 1 [{Name=FunctionName, Value=<Functions/"
            + step.title()
            + ">}]");
  }

  @Test
  void anAbandonedRoundIsAnAlarm() {
    assertAlarm("RoundAbandoned", "RondoControl RoundsAbandoned Sum 300 1 1 ");
  }

  @Test
  void moreAcceptedUpdatesThanSeatsAreAnAlarm() {
    assertAlarm("SeatsExceeded", "RondoControl SeatsExceeded Sum 300 1 1 ");
  }

  @Test
  void noRoundFinishedThoughOneBeganAnHourAgoIsAnAlarm() {
    JsonNode alarm = template.properties("Alarms/NoRoundFinished");

    assertThat(alarm.get("EvaluationPeriods").asInt() * 300).isEqualTo(3600);
    assertThat(template.text(alarm.get("Metrics")))
        .contains(
            "Expression=IF(SUM([FILL(opened, REPEAT), 0 - FILL(ended, REPEAT),"
                + " 0 - 2 * FILL(ended, 0)]) > 0, 1, 0)")
        .contains(
            "Id=opened, MetricStat={Metric={MetricName=RoundOpenedAt, Namespace=RondoControl},"
                + " Period=300, Stat=Maximum}")
        .contains(
            "Id=ended, MetricStat={Metric={MetricName=RoundEndedAt, Namespace=RondoControl},"
                + " Period=300, Stat=Maximum}");
  }

  /** Else the rounds of one stack would hide those of the other that do not finish. */
  @Test
  void anotherStackOfTheAccountHasMetricsOfItsOwn() {
    TemplateView lab = Synthesized.with(Map.of("prefix", "My-Lab")).control("My-LabControl");

    assertThat(lab.ofType("AWS::CloudWatch::Alarm").values())
        .extracting(lab::text)
        .noneMatch(alarm -> alarm.matches(".*Namespace=Rondo(Control)?[,}].*"))
        .anyMatch(alarm -> alarm.contains("Namespace=My-LabControl"));
    assertThat(lab.ofType("AWS::Lambda::Function").values())
        .extracting(function -> lab.text(function.get("Environment").get("Variables")))
        .allMatch(variables -> variables.contains("RONDO_METRICS_NAMESPACE=My-LabControl"));
    assertThat(lab.text(lab.properties("Dashboard/Dashboard").get("DashboardBody")))
        .contains("SEARCH('{\\\"My-LabControl\\\",Job}")
        .doesNotContain("\"Rondo\"", "RondoControl");
  }

  @Test
  void anExecutionThatFailedOfAnythingButAnAbandonedRoundIsAnAlarm() {
    assertAlarm("ExecutionFailed", "RondoControl ExecutionsFailed Sum 300 1 1 ");
    assertThat(template.ofType("AWS::Logs::MetricFilter").keySet())
        .containsExactlyInAnyOrder("Machines/RoundFailures", "Machines/TrainingFailures");
    for (String machine : List.of("Round", "Training")) {
      assertThat(template.text(template.properties("Machines/" + machine + "Failures")))
          .isEqualTo(
              "{FilterPattern={ ($.type = \"ExecutionTimedOut\") || (($.type ="
                  + " \"ExecutionFailed\") && ($.details.error != \"RoundAbandoned\") &&"
                  + " ($.details.error != \"RoundRunsElsewhere\")) },"
                  + " LogGroupName=<Machines/"
                  + machine
                  + "Logs>, MetricTransformations=[{MetricName=ExecutionsFailed,"
                  + " MetricNamespace=RondoControl, MetricValue=1}]}");
      // Without the data there would be no error to look at.
      assertThat(template.text(template.properties("Machines/" + machine)))
          .contains("IncludeExecutionData=true, Level=ERROR");
    }
  }

  @Test
  void alarmsNotifyOnlyAConfiguredAddress() {
    assertThat(template.ofType("AWS::SNS::Topic")).isEmpty();

    TemplateView told = Synthesized.with(Map.of("alarm_email", "ops@example.org")).control();

    assertThat(told.text(told.ofType("AWS::SNS::Subscription").values().iterator().next()))
        .contains("Endpoint=ops@example.org", "Protocol=email", "TopicArn=<Alarms/Topic>");
    assertThat(told.ofType("AWS::SNS::TopicPolicy").toString())
        .as("alarms may publish, which the topic's own policy would else no longer say")
        .contains("cloudwatch.amazonaws.com", "sns:Publish", "aws:SourceAccount");
    assertThat(told.ofType("AWS::CloudWatch::Alarm").values())
        .allSatisfy(
            alarm ->
                assertThat(told.text(alarm.get("AlarmActions"))).isEqualTo("[<Alarms/Topic>]"));
  }

  private void assertAlarm(String name, String expected) {
    JsonNode alarm = template.properties("Alarms/" + name);
    assertThat(
            String.join(
                " ",
                alarm.path("Namespace").asText(),
                alarm.path("MetricName").asText(),
                alarm.path("Statistic").asText(),
                alarm.path("Period").asText(),
                alarm.path("EvaluationPeriods").asText(),
                alarm.path("Threshold").asText(),
                alarm.has("Dimensions") ? template.text(alarm.get("Dimensions")) : ""))
        .isEqualTo(expected);
  }
}
