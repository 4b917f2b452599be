package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.testing.LocalStack;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.state.RoundResult;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;

/**
 * The template of AWS, unchanged, on LocalStack: functions of the runtime java25 with versions and
 * aliases, deadlines by expressions, TLS policies, the real state machines.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AwsTemplateTest {

  private static final String JOB = "on-localstack";
  private static final int CLIENTS = 3;

  private static Cloud cloud;

  @BeforeAll
  static void deploy() {
    Assumptions.assumeTrue(
        Cloud.isInstalled("cdk"), "'cdk' is not on the PATH; .ci/run installs it");
    cloud = Cloud.deploy(LocalStack.startProcessIfInstalled(), OnTheEmulator.workFolder());
  }

  @AfterAll
  static void end() {
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  @Order(1)
  void agentsInJavaAndPythonTrainThreeRoundsAndATraining() {
    MnistJob.create(cloud, JOB, CLIENTS, 5, "--target-accuracy", "0", "--deadline-seconds", "300");
    try (Fleet fleet = new Fleet(cloud)) {
      fleet.java("agent-1");
      fleet.java("agent-2");
      fleet.python("in-python");
      for (int round = 1; round <= 3; round++) {
        String execution = cloud.startRound(JOB, round, JOB + "-" + round);
        cloud.outcome(execution, OnTheEmulator.PATIENCE);
        assertThat(cloud.inWords(execution)).startsWith("SUCCEEDED");
      }
      JsonNode training = cloud.rondoJson("train", "start", "--job", JOB);
      assertThat(cloud.outcome(training.path("execution").asText(), OnTheEmulator.PATIENCE))
          .isEqualTo("SUCCEEDED");
    }
    for (int round = 1; round <= 5; round++) {
      assertThat(
              cloud
                  .documents()
                  .require(ObjectKeys.decision(JOB, round), Decision.class)
                  .contributors())
          .extracting(Contributor::client)
          .containsExactlyInAnyOrder("agent-1", "agent-2", "in-python");
    }
    assertThat(result(JOB, 5).testAccuracy().orElseThrow()).isGreaterThan(0.8);
  }

  private static RoundResult result(String job, int round) {
    return cloud.documents().require(ObjectKeys.result(job, round), RoundResult.class);
  }

  @Test
  @Order(2)
  void everyClientCountsOnce() {
    OneHotJob job = OneHotJob.created(cloud, "one-hot-on-localstack");
    String execution = cloud.startRound(job.id(), 1, job.id());

    job.serveAll(1);

    cloud.outcome(execution, OnTheEmulator.PATIENCE);
    assertThat(cloud.inWords(execution)).startsWith("SUCCEEDED");
    assertThat(job.counts(1)).containsExactly(1, 1, 1);
  }

  @Test
  @Order(3)
  void aRoundWithoutClientsIsAbandonedAtItsOwnDeadline() {
    OneHotJob job = OneHotJob.created(cloud, "nobody-on-localstack", "deadline_seconds", "5");
    String execution = cloud.startRound(job.id(), 1, job.id());

    assertThat(cloud.outcome(execution, OnTheEmulator.PATIENCE)).isEqualTo("FAILED");

    assertThat(cloud.inWords(execution)).startsWith("FAILED RoundAbandoned: ");
    assertThat(job.result(1).status()).isEqualTo(RoundResult.Status.ABANDONED);
  }

  @Test
  @Order(4)
  void anOperatorAbandonsARoundAndTheNextOneCommits() {
    OneHotJob job = OneHotJob.created(cloud, "given-up-on-localstack");
    String execution = cloud.startRound(job.id(), 1, job.id() + "-1");
    job.serve(1, 0);

    cloud.rondo("round", "abandon", "1", "--job", job.id());

    assertThat(cloud.outcome(execution, OnTheEmulator.PATIENCE)).isEqualTo("FAILED");
    assertThat(job.result(1).status()).isEqualTo(RoundResult.Status.ABANDONED);
    String next = cloud.startRound(job.id(), 2, job.id() + "-2");
    job.serveAll(2);
    cloud.outcome(next, OnTheEmulator.PATIENCE);
    assertThat(cloud.inWords(next)).startsWith("SUCCEEDED");
    assertThat(job.counts(2)).containsExactly(1, 1, 1);
  }

  @Test
  @Order(5)
  void theSeatOfAKilledAgentIsTakenByAnother() {
    KilledAgent.isFollowedByAnother(cloud);
  }

  @Test
  @Order(6)
  void aModelInPartsIsTheTrimmedMean() {
    JobInParts job = JobInParts.created(cloud, "parts-on-localstack", "trimmed:0.2");

    job.run(AwsTemplateTest::update, OnTheEmulator.PATIENCE);

    float[] expected = new float[JobInParts.PARAMETERS];
    Arrays.fill(expected, 6); // Of 0, 3, 6, 9 and 12, without the smallest and the largest.
    assertThat(Arrays.mismatch(job.model(), expected)).as("the first that differs").isNegative();
  }

  private static float[] update(int client) {
    float[] update = new float[JobInParts.PARAMETERS];
    Arrays.fill(update, 3 * client);
    return update;
  }

  @Test
  @Order(7)
  void anInstanceOfAFleetWithATrainerInstallsItAndTrainsARound() throws IOException {
    Assumptions.assumeTrue(
        OnTheEmulator.pythonHas("boto3, numpy, safetensors"),
        "python3 has no boto3, numpy and safetensors; .ci/run installs them");
    TrainerFleet.trainsARound(cloud);
  }

  @Test
  @Order(8)
  void aDeploymentOfTheSameCommitChangesNothing() {
    assertThat(cloud.cdk().run("diff")).contains("There were no differences");
    assertThat(cloud.cdk().runAfter("diff", "deploy", "--require-approval", "never"))
        .contains("(no changes)");
  }

  @Test
  @Order(9)
  void theStackIsDestroyed() {
    cloud.cdk().runAfter("deploy", "destroy", "--force");

    // LocalStack deletes the bucket as well, which AWS keeps.
    assertThatThrownBy(() -> cloud.startRound(JOB, 5, "too-late"))
        .isInstanceOf(StateMachineDoesNotExistException.class);
  }
}
