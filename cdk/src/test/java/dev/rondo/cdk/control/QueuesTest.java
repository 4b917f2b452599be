package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueuesTest {

  private static final String TLS_ONLY =
      "{Action=sqs:*, Condition={Bool={aws:SecureTransport=false}}, Effect=Deny,"
          + " Principal={AWS=*}, Resource=<%s.Arn>}";

  private final TemplateView template = Synthesized.defaults().control();

  @Test
  void seatsComeBackAsOftenAsNeeded() {
    JsonNode tasks = template.properties("Queues/Tasks");

    assertThat(tasks.has("RedrivePolicy")).isFalse();
    assertThat(tasks.get("VisibilityTimeout").asInt()).isEqualTo(120);
    assertThat(tasks.get("MessageRetentionPeriod").asInt()).isEqualTo(14 * 86_400);
    assertThat(tasks.get("ReceiveMessageWaitTimeSeconds").asInt()).isEqualTo(20);
  }

  @Test
  void anEventThatNoWorkerCanTakeIsKept() {
    JsonNode updates = template.properties("Queues/Updates");

    assertThat(template.text(updates.get("RedrivePolicy")))
        .isEqualTo("{deadLetterTargetArn=<Queues/UpdateDeadLetters.Arn>, maxReceiveCount=10}");
    assertThat(
            template.properties("Queues/UpdateDeadLetters").get("MessageRetentionPeriod").asInt())
        .isEqualTo(14 * 86_400);
  }

  @Test
  void seatsEventsAndUpdatesOutliveTheLongestDeadline() {
    int longest = JobFields.LONGEST_DEADLINE_SECONDS;

    for (String queue : List.of("Queues/Tasks", "Queues/Updates")) {
      assertThat(template.properties(queue).get("MessageRetentionPeriod").asInt())
          .isGreaterThan(2 * longest);
    }
    Kind<Integer> days = ControlSettings.UPDATE_RETENTION_DAYS.kind();
    assertThat(days.parse(Integer.toString(longest / 86_400))).isEmpty();
    assertThat(days.parse(Integer.toString(longest / 86_400 + 1))).isPresent();
  }

  /**
   * A batch that a worker has is not given twice, and one that died with it is soon given again.
   */
  @Test
  void anEventIsHiddenALittleLongerThanAWorkerMayTake() {
    int worker = template.properties("Functions/FoldUpdates").get("Timeout").asInt();
    int window =
        template.properties("Functions/Events").get("MaximumBatchingWindowInSeconds").asInt();

    assertThat(template.properties("Queues/Updates").get("VisibilityTimeout").asInt())
        .isEqualTo(worker + window + 30);
  }

  @Test
  void allAreEncryptedAndReachedByTlsAlone() {
    for (String queue : List.of("Queues/Tasks", "Queues/Updates", "Queues/UpdateDeadLetters")) {
      assertThat(template.properties(queue).get("SqsManagedSseEnabled").asBoolean()).isTrue();
      assertThat(policy(queue)).contains(TLS_ONLY.formatted(queue));
    }
  }

  @Test
  void theBucketAloneMaySendEvents() {
    assertThat(policy("Queues/Updates"))
        .containsExactlyInAnyOrder(
            TLS_ONLY.formatted("Queues/Updates"),
            "{Action=sqs:SendMessage, Condition={"
                + "ArnLike={aws:SourceArn=arn:<AWS::Partition>:s3:::rondocontrol-*},"
                + " StringEquals={aws:SourceAccount=<AWS::AccountId>}}, Effect=Allow,"
                + " Principal={Service=s3.amazonaws.com}, Resource=<Queues/Updates.Arn>,"
                + " Sid=EventsOfTheBucket}");
  }

  private List<String> policy(String queue) {
    List<String> statements = new ArrayList<>();
    template
        .properties(queue + "/Policy")
        .get("PolicyDocument")
        .get("Statement")
        .forEach(s -> statements.add(template.text(s)));
    return statements;
  }
}
