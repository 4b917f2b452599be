package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.RoundResult;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a user does, from pushing data to a trained model: MNIST over five clients, four of them the
 * agent and one the client in Python.
 */
@ExtendWith(OnTheEmulator.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrainingTest {

  private static final String JOB = "mnist-on-aws";
  private static final int CLIENTS = MnistJob.DATA_SHARDS;

  private final Cloud cloud;
  private final Fleet fleet;

  TrainingTest(Cloud cloud) {
    this.cloud = cloud;
    this.fleet = new Fleet(cloud);
  }

  @BeforeAll
  void pushDataCreateTheJobAndStartTheFleet() {
    MnistJob.create(cloud, JOB, CLIENTS, 6, "--target-accuracy", "0", "--deadline-seconds", "300");
    for (int i = 1; i < CLIENTS; i++) {
      fleet.java("agent-" + i);
    }
    fleet.python("in-python");
  }

  @AfterAll
  void stopTheFleet() {
    fleet.close();
  }

  private RoundResult result(int round) {
    return cloud.documents().require(ObjectKeys.result(JOB, round), RoundResult.class);
  }

  @Test
  @Order(1)
  void threeRoundsAreRunEachByAnExecutionOfItsOwn() {
    for (int round = 1; round <= 3; round++) {
      String execution = cloud.startRound(JOB, round, JOB + "-" + round);

      cloud.outcome(execution, OnTheEmulator.PATIENCE);
      assertThat(cloud.inWords(execution)).startsWith("SUCCEEDED");
      RoundResult result = result(round);
      assertThat(result.status()).isEqualTo(RoundResult.Status.COMMITTED);
      assertThat(result.accepted()).isEqualTo(CLIENTS);
      assertThat(result.rejected()).isZero();
    }
  }

  @Test
  @Order(2)
  void everyClientCountsOncePerRoundTheOneInPythonAmongThem() {
    for (int round = 1; round <= 3; round++) {
      List<Contributor> contributors =
          cloud.documents().require(ObjectKeys.decision(JOB, round), Decision.class).contributors();

      assertThat(contributors)
          .extracting(Contributor::client)
          .containsExactlyInAnyOrder("agent-1", "agent-2", "agent-3", "agent-4", "in-python");
      assertThat(contributors).extracting(Contributor::examples).containsOnly(12_000L);
    }
  }

  @Test
  @Order(3)
  void aTrainingRunsThreeMoreRounds() {
    JsonNode started = cloud.rondoJson("train", "start", "--job", JOB);

    assertThat(cloud.outcome(started.path("execution").asText(), OnTheEmulator.PATIENCE))
        .isEqualTo("SUCCEEDED");
    assertThat(new LatestVersion(cloud.store()).read(JOB).throughRound()).isEqualTo(6);
    assertThat(result(6).testAccuracy().orElseThrow()).isGreaterThan(0.9);
  }

  @Test
  @Order(4)
  void whatTheFunctionsLogHasTheRoundsFiguresAsMetrics() {
    await()
        .atMost(OnTheEmulator.PATIENCE)
        .untilAsserted(
            () -> {
              List<JsonNode> metrics = cloud.metrics("CloseRound", JOB);
              assertThat(metrics)
                  .anySatisfy(m -> assertThat(m.path("TestAccuracy").asDouble()).isGreaterThan(0.9))
                  .anySatisfy(m -> assertThat(m.path("UpdatesAccepted").asInt()).isEqualTo(CLIENTS))
                  .anySatisfy(m -> assertThat(m.path("RoundDuration").asDouble()).isPositive());
              assertThat(cloud.metrics("Aggregate", JOB))
                  .anySatisfy(
                      m -> assertThat(m.path("AggregationDuration").asDouble()).isPositive());
              assertThat(metrics.stream().filter(m -> m.has("ClientLoss")))
                  .extracting(m -> m.path("Client").asText())
                  .contains("agent-1", "agent-2", "agent-3", "agent-4", "in-python");
            });
  }

  @Test
  @Order(5)
  void theCommandShowsWhatHappened() {
    JsonNode rounds = cloud.rondoJson("round", "list", "--job", JOB);
    assertThat(rounds).hasSize(6);
    JsonNode models = cloud.rondoJson("model", "list", "--job", JOB);
    assertThat(models).hasSize(7);
    assertThat(cloud.rondo("round", "show", "6", "--job", JOB)).contains("in-python");
  }

  @Test
  @Order(6)
  void noFunctionWasAnsweredByAnImitation() {
    assertThat(cloud.emulator().linesWith(Emulator.MOCK_MARKER)).isEmpty();
  }
}
