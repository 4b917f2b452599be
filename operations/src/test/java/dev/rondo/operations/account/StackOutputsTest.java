package dev.rondo.operations.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.aws.AwsClients;
import dev.rondo.aws.AwsException;
import dev.rondo.aws.testing.CannedAws;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.operations.stack.AwsStacks;
import dev.rondo.operations.stack.StackException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

class StackOutputsTest {

  private static final String TEMPLATE =
      """
      {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "mine"}}},
       "Outputs": {"BucketName": {"Value": {"Ref": "Bucket"}}, "Fixed": {"Value": "yes"}}}
      """;

  @Test
  void aStacksOutputsAreFoundByName() {
    try (Emulator emulator = Emulator.startIfInstalled()) {
      CloudFormationClient cloudFormation = emulator.clients().cloudFormation();
      cloudFormation.createStack(b -> b.stackName("RondoControl").templateBody(TEMPLATE));
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () ->
                  StackOutputs.find(cloudFormation, "RondoControl")
                      .filter(found -> found.status().equals("CREATE_COMPLETE"))
                      .isPresent());

      StackOutputs outputs = StackOutputs.find(cloudFormation, "RondoControl").orElseThrow();

      assertThat(outputs.require("BucketName")).isEqualTo("mine");
      assertThat(outputs.values()).containsEntry("Fixed", "yes");
      assertThatThrownBy(() -> outputs.require("TaskQueueUrl"))
          .isInstanceOf(AwsException.class)
          .hasMessageContaining("has no output TaskQueueUrl")
          .hasMessageContaining("BucketName");
      assertThat(StackOutputs.find(cloudFormation, "Nowhere")).isEmpty();
      assertThatThrownBy(() -> new AwsStacks(Map.of(), emulator::clients).open("Nowhere"))
          .isInstanceOf(StackException.class)
          .hasMessageStartingWith("Stack Nowhere does not exist")
          .hasMessageContaining("cdk deploy Nowhere");
    }
  }

  @Test
  void aRefusalIsNoAbsence() throws IOException {
    try (CannedAws canned = new CannedAws();
        AwsClients clients = AwsClients.at(canned.endpoint(), "us-east-1", "a", "b")) {
      canned.answer(
          403,
          "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>");

      assertThatThrownBy(() -> StackOutputs.find(clients.cloudFormation(), "RondoControl"))
          .isInstanceOf(AwsException.class)
          .hasMessageContaining("RondoControl")
          .hasMessageContaining("AccessDenied");
    }
  }
}
