package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.core.store.ObjectKeys;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator stops goes on later with the updates that it has. */
@ExtendWith(OnTheEmulator.class)
class StoppedTest {

  private static final Duration LONG = Duration.ofSeconds(OnTheEmulator.DEADLINE_SECONDS + 40);

  private final Cloud cloud;

  StoppedTest(Cloud cloud) {
    this.cloud = cloud;
  }

  private String rondo(OneHotJob job, String noun, String verb) {
    return cloud.rondoJson(noun, verb, "--job", job.id()).path("execution").asText();
  }

  /** One of the clients serves, and its update is counted. */
  private void serveOne(OneHotJob job, int round) {
    job.serve(round, 0);
    await("the first update is counted")
        .atMost(LONG)
        .until(() -> !cloud.store().list(ObjectKeys.partials(job.id(), round)).isEmpty());
  }

  private void assertStopped(String execution) {
    assertThat(cloud.describe(execution).statusAsString()).isEqualTo("ABORTED");
  }

  private void assertCommitted(OneHotJob job, int round) {
    assertThat(job.result(round).accepted()).isEqualTo(OneHotJob.CLIENTS);
    assertThat(job.counts(round)).containsExactly(1, 1, 1);
  }

  @Test
  void aRoundThatIsStoppedGoesOnWithTheUpdatesThatItHas() {
    OneHotJob job = OneHotJob.founded(cloud, "stopped-round");
    String first = rondo(job, "round", "start");
    serveOne(job, 1);

    assertThat(rondo(job, "round", "stop")).isEqualTo(first);

    assertStopped(first);
    String second = rondo(job, "round", "start");
    assertThat(second).isNotEqualTo(first);
    job.serve(1, 1);
    job.serve(1, 2);
    cloud.outcome(second, LONG);
    assertThat(cloud.inWords(second)).startsWith("SUCCEEDED");
    assertCommitted(job, 1);
  }

  @Test
  void aTrainingThatIsStoppedStopsItsRoundAndGoesOnWhereItWas() {
    OneHotJob job = OneHotJob.founded(cloud, "stopped-training", "rounds", "2");
    String first = rondo(job, "train", "start");
    job.serveAll(1);
    serveOne(job, 2);

    JsonNode stopped = cloud.rondoJson("train", "stop", "--job", job.id());

    assertThat(stopped.path("execution").asText()).isEqualTo(first);
    assertThat(stopped.path("round").asInt()).isEqualTo(2);
    assertStopped(first);
    assertStopped(stopped.path("round_execution").asText());
    String second = rondo(job, "train", "start");
    job.serve(2, 1);
    job.serve(2, 2);
    cloud.outcome(second, LONG);
    assertThat(cloud.inWords(second)).startsWith("SUCCEEDED");
    assertCommitted(job, 1);
    assertCommitted(job, 2);
  }
}
