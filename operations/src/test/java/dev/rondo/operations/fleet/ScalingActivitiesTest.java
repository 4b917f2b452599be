package dev.rondo.operations.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.AwsException;
import dev.rondo.aws.testing.CannedAws;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The emulator has no activities, so the answers are canned. */
class ScalingActivitiesTest {

  private static final String RUNNING = activity("InProgress", "30", "");
  private static final String FAILED =
      activity(
          "Failed", "20", "<StatusMessage>You have requested more vCPU capacity</StatusMessage>");
  private static final String DONE = activity("Successful", "10", "");

  static final String FAILED_LAST = answer(RUNNING + FAILED + DONE);

  private CannedAws aws;
  private AwsClients clients;
  private Fleet fleet;

  @BeforeEach
  void start() throws IOException {
    aws = new CannedAws();
    clients = AwsClients.at(aws.endpoint(), "us-east-1", "a", "b");
    fleet = new Ec2Fleet(clients.ec2(), clients.autoScaling(), "stack", "group", Optional.empty());
  }

  @AfterEach
  void stop() {
    clients.close();
    aws.close();
  }

  @Test
  void theNewestFailureIsTold() {
    aws.answer(200, FAILED_LAST);

    assertThat(fleet.lastFailure())
        .contains(
            new ScalingFailure(
                Instant.parse("2026-01-01T00:00:20Z"),
                "You have requested more vCPU capacity",
                true));
    assertThat(aws.requests())
        .singleElement()
        .asString()
        .contains("AutoScalingGroupName=group", "MaxRecords=20");
  }

  @Test
  void aFailureBeforeTheLastSuccessIsNotTheNewest() {
    aws.answer(200, answer(DONE + FAILED)).answer(200, answer(RUNNING + DONE));

    assertThat(fleet.lastFailure().orElseThrow().newest()).isFalse();
    assertThat(fleet.lastFailure()).isEmpty();
  }

  @Test
  void aRefusalSaysWhatWasAsked() {
    aws.answer(
        403,
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>");

    assertThatThrownBy(fleet::lastFailure)
        .isInstanceOf(AwsException.class)
        .hasMessageStartingWith("Cannot list the activities of auto scaling group group: ");
  }

  private static String activity(String status, String second, String more) {
    return "<member><ActivityId>a</ActivityId><StatusCode>%s</StatusCode><StartTime>2026-01-01T00:00:%sZ</StartTime>%s</member>"
        .formatted(status, second, more);
  }

  private static String answer(String activities) {
    return "<DescribeScalingActivitiesResponse><DescribeScalingActivitiesResult><Activities>%s</Activities></DescribeScalingActivitiesResult></DescribeScalingActivitiesResponse>"
        .formatted(activities);
  }
}
