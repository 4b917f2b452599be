package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.state.RoundResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rounds that the state machine maps over parts, by rules that hostile updates cannot move; one of
 * the five clients is hostile. Every number of the committed model is checked.
 */
@ExtendWith(OnTheEmulator.class)
class ModelPartsTest {

  private static final Duration LONG = OnTheEmulator.PATIENCE;

  private final Cloud cloud;

  ModelPartsTest(Cloud cloud) {
    this.cloud = cloud;
  }

  @Test
  void theTrimmedMeanOfEveryNumberIsThatOfTheMiddleThree() {
    JobInParts job = JobInParts.created(cloud, "trimmed-in-parts", "trimmed:0.2");

    job.run(ModelPartsTest::scattered, LONG);

    float[] expected = new float[JobInParts.PARAMETERS];
    for (int i = 0; i < expected.length; i++) {
      float[] sorted = new float[JobInParts.CLIENTS];
      for (int client = 0; client < sorted.length; client++) {
        sorted[client] = scattered(client, i);
      }
      Arrays.sort(sorted);
      expected[i] = (sorted[1] + sorted[2] + sorted[3]) / 3;
    }
    assertThat(Arrays.mismatch(job.model(), expected)).as("the first that differs").isNegative();
    assertThat(result("trimmed-in-parts").accepted()).isEqualTo(JobInParts.CLIENTS);
  }

  private static float[] scattered(int client) {
    float[] update = new float[JobInParts.PARAMETERS];
    for (int i = 0; i < update.length; i++) {
      update[i] = scattered(client, i);
    }
    return update;
  }

  /** A multiple of 3, so that a third of any sum is a whole number, which F32 holds. */
  private static float scattered(int client, int i) {
    if (client == KrumUpdates.HOSTILE && i >= JobInParts.CUT) {
      return i % 2 == 0 ? 3e5f : -3e5f;
    }
    return 3 * ((7 * i + i / 1000 + 5 * client) % 16) - 24;
  }

  @Test
  void multiKrumMeasuresInEveryPartAndMakesOneChoice() {
    String id = "krum-in-parts";
    JobInParts job = JobInParts.created(cloud, id, "krum:1");

    job.run(KrumUpdates::of, LONG);

    assertThat(Arrays.mismatch(job.model(), KrumUpdates.mean()))
        .as("the first that differs")
        .isNegative();
    assertThat(clients(ObjectKeys.decision(id, 1)))
        .doesNotContain(JobInParts.client(KrumUpdates.HOSTILE))
        .hasSize(4);
    assertThat(clients(ObjectKeys.candidates(id, 1))).hasSize(JobInParts.CLIENTS);
    assertThat(cloud.store().list("jobs/" + id + "/rounds/"))
        .extracting(ObjectInfo::key)
        .contains(ObjectKeys.distances(id, 1, 1), ObjectKeys.distances(id, 1, 2))
        .contains(ObjectKeys.part(id, 1, 1), ObjectKeys.part(id, 1, 2));
    assertThat(result(id).accepted()).isEqualTo(4);
    assertThat(result(id).late()).isEqualTo(1);
  }

  /** The clients of a list of contributors. */
  private List<String> clients(String key) {
    return cloud.documents().require(key, Decision.class).contributors().stream()
        .map(Contributor::client)
        .toList();
  }

  private RoundResult result(String id) {
    return cloud.documents().require(ObjectKeys.result(id, 1), RoundResult.class);
  }
}
