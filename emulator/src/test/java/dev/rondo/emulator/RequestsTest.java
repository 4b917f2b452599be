package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rondo.aws.testing.Emulator;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.cost.Caller;
import dev.rondo.rounds.cost.Requests;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.cost.RoundShape;
import dev.rondo.rounds.testing.TestJob;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The requests to S3 of a round that the deployed stack runs, as the emulator's log has them: they
 * are those that costs and scale reckon with, and nobody makes others.
 */
class RequestsTest {

  private static final String JOB = "counted";
  private static final Duration LONG = OnTheEmulator.PATIENCE;

  private static Cloud cloud;

  @BeforeAll
  static void deploy() {
    Assumptions.assumeTrue(
        Cloud.isInstalled("cdk"), "'cdk' is not on the PATH; .ci/run installs it");
    cloud =
        Cloud.deploy(
            Emulator.startIfInstalled(Map.of("LOG_LEVEL", "DEBUG", "SFN_WAIT_SCALE", "0.1")),
            OnTheEmulator.workFolder(),
            "emulator=true",
            "emulatorTimeoutSeconds=300");
  }

  @AfterAll
  static void end() {
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  void aRoundOfTheDeployedStackMakesTheRequestsOfTheModel() {
    OneHotJob job = OneHotJob.created(cloud, JOB);
    run(job, 1); // It starts all processes, which is not counted.
    int before = requests().count();

    run(job, 2);

    S3Requests ofRound = requests().after(before);
    assertThat(ofRound.inKinds()).as("%s", ofRound).isEqualTo(modelled().plus(ofThisTest()));
  }

  /** Each update is a batch of its own, and finds a process that waits. */
  private static void run(OneHotJob job, int round) {
    String execution = cloud.startRound(JOB, round, JOB + "-" + round);
    await("the token").atMost(LONG).until(() -> puts(ObjectKeys.token(JOB, round)) == 1);
    for (int client = 0; client < OneHotJob.CLIENTS; client++) {
      int folded = client + 1;
      job.serve(round, client);
      await("the verdict on update " + folded)
          .atMost(LONG)
          .until(() -> puts(ObjectKeys.verdicts(JOB, round)) == folded);
      await("the end of its batch").atMost(LONG).until(RequestsTest::isQueueEmpty);
    }
    cloud.outcome(execution, LONG);
    assertThat(cloud.inWords(execution)).startsWith("SUCCEEDED");
  }

  private static boolean isQueueEmpty() {
    Map<QueueAttributeName, String> counts =
        cloud
            .clients()
            .sqs()
            .getQueueAttributes(
                request ->
                    request
                        .queueUrl(cloud.output("UpdateQueueUrl"))
                        .attributeNames(QueueAttributeName.ALL))
            .attributes();
    return "0".equals(counts.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
        && "0".equals(counts.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
  }

  private static Requests modelled() {
    int clients = OneHotJob.CLIENTS;
    RoundShape shape = new RoundShape(clients, clients, TestJob.CLIENTS, 0, false);
    Requests sum = Requests.NONE;
    for (Caller part : Caller.values()) {
      if (part.isFunction()) {
        sum = sum.plus(RoundRequests.of(part, shape));
      }
    }
    return new Requests(sum.puts(), sum.gets(), sum.lists(), 0);
  }

  /**
   * Each client reads the plan and puts its update. From round 2 on, OpenRound looks for the result
   * of the round before; the model is of round 1.
   */
  private static Requests ofThisTest() {
    return new Requests(OneHotJob.CLIENTS, OneHotJob.CLIENTS + 1, 0, 0);
  }

  private static S3Requests requests() {
    return S3Requests.to(cloud.output("BucketName"), cloud);
  }

  private static long puts(String prefix) {
    return requests().puts(prefix);
  }
}
