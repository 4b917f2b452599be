package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.round.Participations;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.testing.PrivateRounds;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.rounds.update.Rejection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client contributes to as many releases as its job's privacy allows, and no more. */
class ParticipationTest {

  /** Who finds out that a client may not contribute. */
  private enum Way {
    ALONE,
    IN_A_BATCH,
    BY_THE_MASTER,
    BY_A_WORKER_OF_PARTS,
    BY_THE_MASTER_OF_PARTS,
    IN_GROUPS,
    AT_THE_END
  }

  private static TestJob created(String cap, String coolDown) {
    return PrivateRounds.created(
        TestJob.LAYOUT,
        "gaussian",
        "rounds",
        "12",
        "quorum",
        "1",
        "minimum",
        "1",
        "privacy_cap",
        cap,
        "privacy_cool_down",
        coolDown);
  }

  private static Rejection rejection(TestJob job, int round, int client) {
    return new Documents(job.memory)
        .require(ObjectKeys.rejected(TestJob.ID, round, TestJob.client(client)), Rejection.class);
  }

  private static List<String> contributors(TestJob job, int round) {
    return job.contributors(round).contributors().stream().map(Contributor::client).toList();
  }

  @ParameterizedTest
  @EnumSource
  void whoeverFindsOutRejectsTheUpdateOfAClientBeyondItsCap(Way way) {
    TestJob job = created("2", "1");
    PrivateRounds.playWithZeros(job, 1, 0, 1);
    PrivateRounds.playWithZeros(job, 2, 0);
    job.parts = way == Way.BY_A_WORKER_OF_PARTS || way == Way.BY_THE_MASTER_OF_PARTS ? 2 : 0;
    job.groups = way == Way.IN_GROUPS ? 2 : 0;
    job.open(3);
    List<UpdateEvent> events =
        PrivateRounds.upload(
            job, 3, way == Way.AT_THE_END ? new int[] {1, 2} : new int[] {0, 1, 2});
    switch (way) {
      case ALONE, BY_A_WORKER_OF_PARTS, IN_GROUPS ->
          events.forEach(event -> assertThat(job.fold(event)).isEmpty());
      case IN_A_BATCH -> assertThat(job.fold(events.toArray(UpdateEvent[]::new))).isEmpty();
      case AT_THE_END, BY_THE_MASTER, BY_THE_MASTER_OF_PARTS -> {
        // The master finds the updates.
      }
    }
    job.aggregateInParts(3);
    if (way == Way.AT_THE_END) {
      PrivateRounds.upload(job, 3, 0);
    }
    int rejected = job.close(3).rejected();

    assertThat(contributors(job, 3)).doesNotContain("c0").contains("c1");
    assertThat(rejected).isEqualTo(1);
    assertThat(rejection(job, 3, 0).reason()).isEqualTo(Rejection.Reason.PARTICIPATION);
    assertThat(rejection(job, 3, 0).detail())
        .isEqualTo("client c0 has contributed to 2 releases, and privacy_cap is 2");
  }

  @Test
  void aClientIsToldBeforeItTrains() {
    TestJob job = created("2", "2");
    PrivateRounds.playWithZeros(job, 1, 0);
    job.open(2);

    ClientRound.Invitation excluded =
        new ClientRound(job.store, "c0", () -> job.now).look(TestJob.seat(2, 0));
    ClientRound.Invitation invited =
        new ClientRound(job.store, "c1", () -> job.now).look(TestJob.seat(2, 1));

    assertThat(excluded)
        .isEqualTo(
            new ClientRound.Invitation.Excluded(
                "client c0 has contributed to release 1, and privacy_cool_down is 2: it may"
                    + " contribute again from release 3"));
    assertThat(invited).isInstanceOf(ClientRound.Invitation.Train.class);
  }

  @Test
  void theCoolDownCountsReleasesAndNotRounds() {
    TestJob job = created("4", "3");
    PrivateRounds.playWithZeros(job, 1, 0);
    PrivateRounds.playWithZeros(job, 2); // Abandoned: nobody came.
    PrivateRounds.playWithZeros(job, 3, 1);
    PrivateRounds.playWithZeros(job, 4, 0, 2); // The third release: one more has to pass.
    PrivateRounds.playWithZeros(job, 5, 0, 3);

    assertThat(job.plan(4).privacy().orElseThrow().release()).isEqualTo(3);
    assertThat(contributors(job, 4)).containsExactly("c2");
    assertThat(contributors(job, 5)).containsExactly("c0", "c3");
    assertThat(rejection(job, 4, 0).detail()).contains("it may contribute again from release 4");
  }

  @Test
  void abandonedRoundsDoNotCountForAnybody() {
    TestJob job = PrivateRounds.created(TestJob.LAYOUT, "gaussian", "privacy_cap", "100");
    PrivateRounds.playWithZeros(job, 1, 0); // Fewer than the minimum of two.
    PrivateRounds.playWithZeros(job, 2, 1);
    job.open(3);

    Participations before = participations(job, 3);
    assertThat(before).isEqualTo(Participations.NONE);
    assertThat(job.plan(3).privacy().orElseThrow().release()).isEqualTo(1);
  }

  private static Participations participations(TestJob job, int round) {
    return new Documents(job.memory)
        .require(ObjectKeys.participations(TestJob.ID, round), Participations.class);
  }

  @Test
  void rolledBackVersionsCount() {
    TestJob job = created("2", "1");
    PrivateRounds.playWithZeros(job, 1, 0);
    PrivateRounds.playWithZeros(job, 2, 0, 1);
    new LatestVersion(job.memory).rollBack(TestJob.ID, 0);
    PrivateRounds.playWithZeros(job, 3, 0, 1);

    assertThat(contributors(job, 3)).containsExactly("c1");
    assertThat(participations(job, 3).releases()).isEqualTo(2);
    assertThat(participations(job, 3).last()).contains(2);
    assertThat(job.plan(3).privacy().orElseThrow().release()).isEqualTo(3);
    assertThat(job.plan(3).baseVersion()).isZero();
  }

  @Test
  void aLateUpdateIsNoContribution() {
    TestJob job = created("2", "1");
    job.open(1);
    PrivateRounds.upload(job, 1, 1);
    job.aggregateInParts(1);
    PrivateRounds.upload(job, 1, 0); // After the decision.
    assertThat(job.close(1).late()).isEqualTo(1);
    job.open(2);

    assertThat(participations(job, 2).clients()).containsOnlyKeys("c1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void participationsFollowFromDecisionsIfTheirDocumentIsLost(int lost) {
    TestJob job = created("12", "1");
    for (int round = 1; round <= 4; round++) {
      PrivateRounds.playWithZeros(job, round, 0, round);
    }
    TestJob other = job.copy();
    for (int round = 1; round <= 4 * lost; round++) {
      other.memory.remove(ObjectKeys.participations(TestJob.ID, round));
    }
    job.open(5);
    other.open(5);

    assertThat(participations(other, 5)).isEqualTo(participations(job, 5));
    assertThat(participations(job, 5).clients().get("c0"))
        .isEqualTo(new Participations.Participation(4, 4));
    assertThat(participations(job, 5).clients().get("c4"))
        .isEqualTo(new Participations.Participation(1, 4));
    assertThat(participations(job, 5).most()).isEqualTo(4);
  }

  /**
   * A round has as many contributors as it has seats. Whoever they are, the default limits leave
   * each later round enough clients for its quorum.
   */
  @ParameterizedTest
  @CsvSource({"100, 0.1, 1, 60", "100, 0.1, 1.5, 60", "37, 0.2, 1.3, 50", "24, 0.25, 1, 40"})
  void withTheDefaultLimitsNoRoundLacksClients(
      int clients, String fraction, String overSelection, int rounds) {
    JobConfig config =
        TestJob.config(
            "privacy",
            "gaussian",
            "privacy_epsilon",
            "8",
            "clip_update_norm",
            "1",
            "clients",
            Integer.toString(clients),
            "fraction",
            fraction,
            "over_selection",
            overSelection,
            "quorum",
            Integer.toString((int) Math.round(clients * Double.parseDouble(fraction))),
            "rounds",
            Integer.toString(rounds));
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Participations before = Participations.NONE;
      for (int release = 1; release <= rounds; release++) {
        var privacy = config.differentialPrivacy().orElseThrow().next(before);
        Participations so = before;
        List<String> free =
            new ArrayList<>(
                IntStream.range(0, clients)
                    .mapToObj(TestJob::client)
                    .filter(client -> so.refusal(client, privacy).isEmpty())
                    .toList());
        assertThat(free).hasSizeGreaterThanOrEqualTo(config.quorum());
        Collections.shuffle(free, random);
        List<String> chosen = free.subList(0, Math.min(free.size(), config.seats()));
        before = before.after(release, new TreeSet<>(chosen));
      }
      assertThat(before.most()).isLessThanOrEqualTo(rounds);
    }
  }
}
