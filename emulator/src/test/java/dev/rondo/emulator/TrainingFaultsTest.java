package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.state.RoundResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What goes wrong in a round of a training, and what becomes of the training. */
@ExtendWith(OnTheEmulator.class)
class TrainingFaultsTest {

  private static final Duration A_DEADLINE = OnTheEmulator.PATIENCE;

  private final Cloud cloud;

  TrainingFaultsTest(Cloud cloud) {
    this.cloud = cloud;
  }

  private JsonNode outputOf(String training) {
    cloud.outcome(training, A_DEADLINE);
    assertThat(cloud.inWords(training)).startsWith("SUCCEEDED");
    return Json.parse(
        cloud.describe(training).output().getBytes(StandardCharsets.UTF_8),
        JsonNode.class,
        "a training's output");
  }

  @Test
  void aRoundWithTooFewUpdatesIsFollowedByTheNextOne() {
    OneHotJob job =
        OneHotJob.created(
            cloud,
            "trained-abandoned",
            "deadline_seconds",
            Integer.toString(ShortDeadline.SECONDS));
    String training =
        ShortDeadline.of(cloud, job.id(), 1, () -> cloud.startTraining(job.id(), 1, 2));
    job.serve(1, 0);
    await("the deadline of round 1")
        .atMost(A_DEADLINE)
        .until(() -> cloud.documents().exists(ObjectKeys.result(job.id(), 1)));

    job.serveAll(2);

    JsonNode output = outputOf(training);
    assertThat(output.path("rounds_run").asInt()).isEqualTo(2);
    assertThat(output.path("last_round").asInt()).isEqualTo(2);
    assertThat(job.result(1).status()).isEqualTo(RoundResult.Status.ABANDONED);
    assertThat(job.result(2).status()).isEqualTo(RoundResult.Status.COMMITTED);
    assertThat(job.counts(2)).containsExactly(1, 1, 1);
  }

  @Test
  void aTrainingWaitsForARoundThatAnOperatorRunsAndContinues() {
    OneHotJob job = OneHotJob.created(cloud, "trained-by-hand");
    String byHand = cloud.startRound(job.id(), 1, job.id() + "-1");
    await("the round is open")
        .atMost(A_DEADLINE)
        .until(() -> cloud.documents().exists(ObjectKeys.seats(job.id(), 1)));
    String training = cloud.startTraining(job.id(), 1, 2);
    await("the training has found it open").atMost(A_DEADLINE).until(() -> hasFailedRound(job));
    assertThat(cloud.describe(training).statusAsString()).isEqualTo("RUNNING");

    job.serveAll(1);
    await("the training has come to round 2")
        .atMost(A_DEADLINE)
        .until(() -> cloud.documents().exists(ObjectKeys.seats(job.id(), 2)));
    job.serveAll(2);

    assertThat(outputOf(training).path("last_round").asInt()).isEqualTo(2);
    assertThat(cloud.inWords(byHand)).startsWith("SUCCEEDED");
    assertThat(job.counts(1)).containsExactly(1, 1, 1);
    assertThat(job.counts(2)).containsExactly(1, 1, 1);
  }

  private boolean hasFailedRound(OneHotJob job) {
    return cloud
        .clients()
        .sfn()
        .listExecutions(
            request ->
                request
                    .stateMachineArn(cloud.output("RoundStateMachineArn"))
                    .statusFilter(ExecutionStatus.FAILED))
        .executions()
        .stream()
        .anyMatch(execution -> execution.name().startsWith(job.id()));
  }
}
