package dev.rondo.rounds.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.RawSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What differential privacy does not allow, and how it says so. */
class PrivacyRulesTest {

  private static RawSettings settings(String text) {
    RawSettings settings = RawSettings.empty();
    for (String setting : text.strip().split(" *, *")) {
      int equals = setting.indexOf('=');
      settings = settings.with(setting.substring(0, equals), setting.substring(equals + 1), "test");
    }
    return settings;
  }

  private static String message(String text) {
    RawSettings settings = settings(text);
    InvalidSettingsException invalid =
        catchThrowableOfType(InvalidSettingsException.class, () -> JobConfig.of(settings));
    assertThat(invalid).as("settings %s are accepted", text).isNotNull();
    return invalid.getMessage();
  }

  private static final String PRIVATE =
      "privacy=gaussian, privacy_epsilon=2, clip_update_norm=1, clients=100, fraction=0.1,";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aggregation=weighted | aggregation is weighted, but with privacy each update counts the"
            + " same, so that noise can hide it: set aggregation to unweighted, or remove it",
        "aggregation=median | aggregation is median, but with privacy each update counts the same",
        "aggregation=trimmed:0.2 | aggregation is trimmed:0.2, but with privacy each update counts"
            + " the same",
        "aggregation=krum:1 | aggregation is krum:1, but with privacy each update counts the same",
        "max_update_norm=5 | max_update_norm rejects updates by their norm, which would show who"
            + " was rejected: remove max_update_norm; clip_update_norm scales long updates down",
        "client_evaluation=true | client_evaluation is true, but the clients' metrics have no"
            + " noise: remove client_evaluation, and evaluate on test data of the server",
        "privacy_cool_down=11 | privacy_cool_down is 11, but 100 clients can fill a quorum of 10"
            + " only if one may contribute again after 10 releases: lower privacy_cool_down to at"
            + " most this, or lower quorum",
        "privacy_cap=9, rounds=100 | privacy_cap is 9, but 100 rounds with a quorum of 10 need 10"
            + " contributions of each of the 100 clients on average: raise privacy_cap to at least"
            + " this, or lower rounds or quorum",
        "privacy_delta=0.01 | privacy_delta must be above 0 and below 1/clients (1/100), but"
            + " is 0.01: a larger delta would permit that one client in 100 is exposed",
        "privacy_delta=0 | privacy_delta must be above 0 and below 1/clients (1/100), but is 0:",
        "privacy_epsilon=0 | privacy_epsilon is not set, but privacy is gaussian: set the largest"
            + " epsilon that the training may spend, such as 2",
        "clip_update_norm=0 | clip_update_norm is 0, but privacy is gaussian, which needs a bound"
            + " on each update: set clip_update_norm, for example to the median norm of updates",
        "privacy_noise=0 | privacy_noise is 0, but privacy needs noise: remove privacy_noise to get"
            + " what the budget needs",
        "privacy_blt=100 0.9/0.1 | privacy_blt is set, but privacy is gaussian: remove privacy_blt",
        "privacy=blt, privacy_sampling=poisson, fraction=0.3 | privacy_sampling is poisson, which"
            + " applies to privacy gaussian only, but privacy is blt: remove privacy_sampling",
        "privacy_sampling=poisson | privacy_sampling is poisson, but a round has 10 clients on"
            + " average, and a sample of fewer than 20 can be empty: raise fraction or clients",
        "privacy_sampling=poisson, fraction=0.3, privacy_cap=50 | privacy_sampling is poisson,"
            + " which admits a client to any number of rounds, but privacy_cap is 50: remove"
            + " privacy_cap and privacy_cool_down",
      })
  void whatPrivacyDoesNotAllowIsRefusedWithTheReason(String more, String reason) {
    assertThat(message(PRIVATE + more)).contains(reason.strip());
  }

  @ParameterizedTest
  @CsvSource({
    "'privacy=none, privacy_epsilon=2', privacy_epsilon",
    "privacy_cap=10, privacy_cap",
    "privacy_cool_down=5, privacy_cool_down",
    "privacy_noise=1, privacy_noise",
    "privacy_blt=100 0.9/0.1, privacy_blt",
  })
  void withoutPrivacyItsSettingsAreRefused(String setting, String name) {
    assertThat(message(setting))
        .contains(
            name + " applies only with privacy: set privacy to gaussian or blt, or remove it");
  }

  @Test
  void withoutPrivacySamplingIsRefused() {
    assertThat(message("privacy_sampling=poisson, fraction=0.3"))
        .contains("privacy_sampling is poisson, which applies to privacy gaussian only");
  }

  /** A message about the budget's noise would only confuse who has forgotten the budget. */
  @Test
  void aMissingEpsilonIsTheOnlyProblem() {
    assertThat(message("privacy=gaussian, clip_update_norm=1"))
        .contains("privacy_epsilon is not set")
        .doesNotContain("privacy_noise");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "blt"})
  void theDefaultsFitTogether(String mechanism) {
    JobConfig config =
        JobConfig.of(settings(PRIVATE + "rounds=60").with("privacy", mechanism, "test"));

    assertThat(config.aggregation().text()).isEqualTo("unweighted");
    assertThat(config.clientEvaluation()).isFalse();
    assertThat(config.get(JobFields.PRIVACY_COOL_DOWN)).isEqualTo(5);
    assertThat(config.get(JobFields.PRIVACY_CAP)).isEqualTo(12);
    assertThat(config.get(JobFields.PRIVACY_BLT).releases())
        .isEqualTo(mechanism.equals("blt") ? 60 : 0);
    assertThat(config.differentialPrivacy().orElseThrow().spent(60)).isBetween(1.999, 2.0);
  }

  @Test
  void aPoissonSampleAdmitsAClientToEveryRound() {
    JobConfig config = JobConfig.of(settings(PRIVATE + "privacy_sampling=poisson, fraction=0.3"));

    assertThat(config.get(JobFields.PRIVACY_COOL_DOWN)).isEqualTo(1);
    assertThat(config.get(JobFields.PRIVACY_CAP)).isEqualTo(100);
    assertThat(config.differentialPrivacy().orElseThrow().isSampled()).isTrue();
  }
}
