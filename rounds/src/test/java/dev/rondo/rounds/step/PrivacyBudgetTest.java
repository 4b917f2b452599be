package dev.rondo.rounds.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.privacy.accounting.PrivacyBudget;
import dev.rondo.rounds.job.JobPrivacy;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.testing.PrivateRounds;
import dev.rondo.rounds.testing.TestJob;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No release exceeds the budget of its job. */
class PrivacyBudgetTest {

  private static final int[] ALL = {0, 1, 2, 3, 4, 5};

  private static String[] settings(String mechanism, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "privacy",
                mechanism,
                "privacy_epsilon",
                "4",
                "privacy_delta",
                "0.001",
                "clip_update_norm",
                "2",
                "rounds",
                "3",
                "privacy_cap",
                "100"));
    settings.addAll(List.of(more));
    return settings.toArray(String[]::new);
  }

  private static TestJob created(String mechanism, String... more) {
    return TestJob.created(settings(mechanism, more));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "blt"})
  void theRoundBeyondTheBudgetIsRefusedAndAllVersionsStay(String mechanism) {
    TestJob job = created(mechanism);
    for (int round = 1; round <= 3; round++) {
      PrivateRounds.playWithZeros(job, round, ALL);
    }

    OpenRound.Opened fourth = job.open(4);

    assertThat(fourth).isInstanceOf(OpenRound.Opened.BudgetSpent.class);
    assertThat(((OpenRound.Opened.BudgetSpent) fourth).reason())
        .startsWith(
            "the privacy budget of job one-hot is spent: its 3 releases have epsilon 4.000 of"
                + " 4.000 (delta 0.00100), and another one would have ")
        .endsWith(
            ". The existing versions remain available. To continue training, create a job with more"
                + " noise or a larger budget");
    assertThat(job.latest()).isEqualTo(new Latest(3, 3));
    assertThat(job.manifest(3).release().orElseThrow().spent()).isBetween(3.999, 4.0);
    assertThat(job.open(4)).as("asked again").isEqualTo(fourth);
  }

  @Test
  void epsilonGrowsFromManifestToManifestUpToTheBudget() {
    TestJob job = created("gaussian");
    double before = 0;
    for (int round = 1; round <= 3; round++) {
      PrivateRounds.playWithZeros(job, round, ALL);
      double spent = job.manifest(round).release().orElseThrow().spent();
      assertThat(spent).isGreaterThan(before).isLessThanOrEqualTo(4);
      before = spent;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "blt"})
  void rolledBackVersionsHaveSpentTheirShare(String mechanism) {
    TestJob job = created(mechanism);
    for (int round = 1; round <= 3; round++) {
      PrivateRounds.playWithZeros(job, round, ALL);
    }
    new LatestVersion(job.memory).rollBack(TestJob.ID, 0);

    assertThat(job.open(4)).isInstanceOf(OpenRound.Opened.BudgetSpent.class);
  }

  @Test
  void abandonedRoundsSpendNothing() {
    TestJob job = created("gaussian");
    PrivateRounds.playWithZeros(job, 1, ALL);
    PrivateRounds.playWithZeros(job, 2, 0);
    PrivateRounds.playWithZeros(job, 3, ALL);
    PrivateRounds.playWithZeros(job, 4, ALL);

    assertThat(job.manifest(4).release().orElseThrow().number()).isEqualTo(3);
    assertThat(job.open(5)).isInstanceOf(OpenRound.Opened.BudgetSpent.class);
  }

  @Test
  void noiseThatIsTooSmallForOneReleaseOpensNoRound() {
    TestJob job = created("gaussian", "privacy_noise", "0.1");

    OpenRound.Opened first = job.open(1);

    assertThat(first).isInstanceOf(OpenRound.Opened.BudgetSpent.class);
    assertThat(((OpenRound.Opened.BudgetSpent) first).reason())
        .contains("its 0 releases have epsilon 0");
  }

  @ParameterizedTest
  @CsvSource({
    "gaussian, 1, 4",
    "gaussian, 3, 4",
    "gaussian, 100, 0.3",
    "blt, 1, 4",
    "blt, 3, 4",
    "blt, 100, 0.3",
    "gaussian, 17, 10",
    "blt, 17, 10"
  })
  void theCalibratedNoiseSufficesForExactlyTheRoundsOfTheJob(
      String mechanism, int rounds, String epsilon) {
    JobPrivacy privacy =
        TestJob.config(
                settings(
                    mechanism,
                    "rounds",
                    Integer.toString(rounds),
                    "privacy_epsilon",
                    epsilon,
                    "privacy_cap",
                    "200"))
            .differentialPrivacy()
            .orElseThrow();
    PrivacyBudget budget = new PrivacyBudget(Double.parseDouble(epsilon), 0.001);

    assertThat(privacy.releases()).isEqualTo(rounds);
    assertThat(privacy.spent(rounds)).isBetween(budget.epsilon() * 0.9999, budget.epsilon());
  }

  /** Clients that have reached their cap are refused, so further releases cost nothing. */
  @Test
  void aCapBoundsWhatIndependentNoiseSpends() {
    JobPrivacy privacy =
        TestJob.config(settings("gaussian", "rounds", "4", "privacy_cap", "4"))
            .differentialPrivacy()
            .orElseThrow();

    assertThat(privacy.spent(400)).isEqualTo(privacy.spent(4));
    assertThat(privacy.releases()).isGreaterThanOrEqualTo(1_000_000);
  }
}
