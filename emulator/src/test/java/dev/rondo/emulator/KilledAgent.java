package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A client's machine loses its power in mid-training, and another agent takes its seat. */
final class KilledAgent {

  private static final String JOB = "killed-agent";

  /** Seconds until a lost seat is there again: several heartbeats. */
  private static final int INVISIBLE = 12;

  private static final Map<String, String> IMPATIENT =
      Map.of(
          "RONDO_VISIBILITY_SECONDS", Integer.toString(INVISIBLE), "RONDO_HEARTBEAT_SECONDS", "2");

  /** Kills an agent that trains, and sees that the round commits without it. */
  static void isFollowedByAnother(Cloud cloud) {
    // A seat that was taken and never kept is invisible for as long as the queue says.
    ShortVisibility seats = new ShortVisibility(cloud, "TaskQueueUrl", INVISIBLE);
    try {
      run(cloud);
    } finally {
      seats.restore();
    }
  }

  private static void run(Cloud cloud) {
    MnistJob.create(cloud, JOB, 2, 1, "--epochs", "16", "--evaluate-every", "0");
    try (Fleet fleet = new Fleet(cloud)) {
      AgentProcess killed = fleet.java("killed", IMPATIENT);
      AgentProcess other = fleet.java("other", IMPATIENT);
      AgentProcess third = fleet.java("third", IMPATIENT);
      for (AgentProcess agent : new AgentProcess[] {killed, other, third}) {
        await("the start of " + agent.client())
            .atMost(OnTheEmulator.PATIENCE)
            .until(() -> agent.lines("started").findAny().isPresent());
      }
      // Two are seated; the third looks on until a seat is free again.
      String execution = cloud.startRound(JOB, 1, JOB);
      AgentProcess victim =
          await("somebody trains")
              .atMost(OnTheEmulator.PATIENCE)
              .pollInterval(Duration.ofMillis(50))
              .until(
                  () ->
                      Stream.of(killed, other, third)
                          .filter(agent -> agent.lines("training").findAny().isPresent())
                          .findFirst(),
                  Optional::isPresent)
              .orElseThrow();
      victim.kill();
      assertThat(cloud.store().head(ObjectKeys.update(JOB, 1, victim.client()))).isEmpty();

      cloud.outcome(execution, OnTheEmulator.PATIENCE);

      assertThat(cloud.inWords(execution)).startsWith("SUCCEEDED");
      assertThat(
              cloud.documents().require(ObjectKeys.decision(JOB, 1), Decision.class).contributors())
          .extracting(Contributor::client)
          .hasSize(2)
          .doesNotContain(victim.client());
    }
  }
}
