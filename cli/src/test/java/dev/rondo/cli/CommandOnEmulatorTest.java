package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.operations.stack.AwsStacks;
import dev.rondo.operations.stack.Stacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/** The command against a stack that is deployed to an emulator of AWS. */
class CommandOnEmulatorTest {

  private static final String STACK = "TestControl";

  /** What the control stack has, as small as it can be: its state machines do nothing. */
  private static final String TEMPLATE =
      """
      Resources:
        Bucket:
          Type: AWS::S3::Bucket
          Properties: {BucketName: rondo-test-bucket}
        Tasks: {Type: AWS::SQS::Queue}
        Updates: {Type: AWS::SQS::Queue}
        Dead: {Type: AWS::SQS::Queue}
        Rounds:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            StateMachineName: rounds
            RoleArn: arn:aws:iam::000000000000:role/none
            DefinitionString: '{"StartAt":"End","States":{"End":{"Type":"Wait","Seconds":60,"End":true}}}'
        Trainings:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            StateMachineName: trainings
            RoleArn: arn:aws:iam::000000000000:role/none
            DefinitionString: '{"StartAt":"End","States":{"End":{"Type":"Wait","Seconds":60,"End":true}}}'
      Outputs:
        BucketName: {Value: !Ref Bucket}
        TaskQueueUrl: {Value: !Ref Tasks}
        UpdateQueueUrl: {Value: !Ref Updates}
        UpdateDeadLetterQueueUrl: {Value: !Ref Dead}
        RoundStateMachineArn: {Value: !Ref Rounds}
        TrainingStateMachineArn: {Value: !Ref Trainings}
      """;

  private static Emulator emulator;
  private static Stacks stacks;

  @TempDir private Path folder;

  @BeforeAll
  static void deploy() {
    emulator = Emulator.startIfInstalled();
    stacks = new AwsStacks(Map.of(Stacks.VARIABLE, STACK), emulator::clients);
    CloudFormationClient cloudFormation = emulator.clients().cloudFormation();
    cloudFormation.createStack(b -> b.stackName(STACK).templateBody(TEMPLATE));
    cloudFormation.waiter().waitUntilStackCreateComplete(b -> b.stackName(STACK));
  }

  @AfterAll
  static void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @Test
  void fromDataToAJobThatIsTrained() throws IOException {
    Path data = Files.writeString(folder.resolve("points.csv"), points());

    Said pushed = Said.by(stacks, "data", "push", data, "--clients", 4);
    assertThat(pushed.err()).isEmpty();
    assertThat(pushed.out())
        .contains(
            "points: 4 data shards and the test data are in s3://rondo-test-bucket/data/points/")
        .contains("5 objects uploaded")
        .contains("Next: rondo job create --stack TestControl --dataset points --clients 4");
    assertThat(Said.by(stacks, "data", "push", data, "--clients", 4).out())
        .contains("0 objects uploaded");

    Said founded =
        Said.by(
            stacks,
            "job",
            "create",
            "--dataset",
            "points",
            "--clients",
            4,
            "--job",
            "tiny",
            "--fraction",
            1);
    assertThat(founded.err()).isEmpty();
    assertThat(founded.out())
        .contains("[200, 2]", "Created job tiny.", "4 seats, quorum 4, minimum 2")
        .contains("Next: rondo round start --stack TestControl --job tiny --wait");

    JsonNode models = Said.by(stacks, "model", "list", "--json").json();
    assertThat(models).hasSize(1);
    assertThat(models.get(0).get("current").asBoolean()).isTrue();
    Said show = Said.by(stacks, "model", "show", 0, "--stack", STACK);
    assertThat(show.out()).contains("s3://rondo-test-bucket/jobs/tiny/models/", "SHA-256 verified");

    runsAndStops();
    trainsAndStops();
    modelsComeOut();
  }

  private void runsAndStops() {
    assertThat(Said.by(stacks, "round", "list", "--job", "tiny").out())
        .isEqualTo("No round of job tiny has ended yet." + System.lineSeparator());

    JsonNode round = Said.by(stacks, "round", "start", "--epochs", 2, "--json").json();
    assertThat(round.get("round").asInt()).isEqualTo(1);
    String input =
        emulator
            .clients()
            .sfn()
            .describeExecution(b -> b.executionArn(round.get("execution").asText()))
            .input();
    assertThat(input).isEqualTo("{\"job\":\"tiny\",\"round\":1,\"epochs\":2}");
    Said again = Said.by(stacks, "round", "start");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("Round 1 of job tiny is already running (execution tiny-1-");
    assertThat(Said.by(stacks, "train", "start").err())
        .contains("Round 1 of job tiny is already running");

    assertThat(Said.by(stacks, "round", "status").out()).contains("not open", "running since");
    assertThat(Said.by(stacks, "round", "stop").out()).startsWith("Stopped round 1 of job tiny");
    assertThat(Said.by(stacks, "round", "status").out())
        .contains("aborted", "To start the round: rondo");
  }

  private void trainsAndStops() {
    assertThat(Said.by(stacks, "train", "start", "--rounds", 7).out())
        .startsWith("Started the training of job tiny: rounds 1 to 7");
    assertThat(Said.by(stacks, "train", "status", "--json").json().get("status").asText())
        .isEqualTo("running");
    assertThat(Said.by(stacks, "train", "stop").out()).startsWith("Stopped the training of job");
    assertThat(Said.by(stacks, "train", "status").out())
        .contains("Training stopped early: aborted");
  }

  private void modelsComeOut() {
    Path file = folder.resolve("model.safetensors");
    assertThat(Said.by(stacks, "model", "download", "--out", file).out())
        .startsWith("Wrote version 0 of job tiny to " + file);
    JsonNode evaluated = Said.by(stacks, "evaluate", "--json").json();
    assertThat(evaluated.get(0).get("examples").asInt()).isEqualTo(60);
  }

  @Test
  void theDoctorFindsThatTheBucketIsNotBlocked() {
    Said said = Said.by(stacks, "doctor");

    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .contains("ok     credentials", "account 000000000000, region us-east-1")
        .contains("ok     stack", "TestControl is CREATE_COMPLETE")
        .contains("WRONG  bucket", "rondo-test-bucket does not block public access");
    assertThat(said.exitCode()).isEqualTo(1);
  }

  @Test
  void aStackThatIsNotThereIsNamed() {
    Said said = Said.by(stacks, "model", "list", "--stack", "Nowhere");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).startsWith("Stack Nowhere does not exist in this account and region.");
  }

  private static String points() {
    StringBuilder text = new StringBuilder("label,x,y\n");
    for (int i = 0; i < 300; i++) {
      text.append(i % 3).append(',').append(i).append(',').append(2 * i).append('\n');
    }
    return text.toString();
  }
}
