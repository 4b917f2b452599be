package dev.rondo.rounds.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.RawSettings;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecureAggregationRulesTest {

  private static JobConfig masked(String... settings) {
    RawSettings all = RawSettings.empty();
    String[] defaults = {"secure_aggregation", "helper", "clip_update_norm", "2"};
    for (String[] some : new String[][] {defaults, settings}) {
      for (int i = 0; i < some.length; i += 2) {
        all = all.with(some[i], some[i + 1], "test");
      }
    }
    return JobConfig.of(all);
  }

  @Test
  void updatesCountTheSameAndHaveAsManyFractionBitsAsTheSeatsAllow() {
    JobConfig config = masked("helper_function", "arn:of:a:function");

    assertThat(config.aggregation()).isEqualTo(AggregationRule.UNWEIGHTED);
    // 10 seats of range 2: 10 x 2 x 2^26 is below 2^31, and 10 x 2 x 2^27 is not.
    assertThat(config.masking()).contains(new SecureAggregation("arn:of:a:function", 26));
    assertThat(JobConfig.of(RawSettings.empty()).masking()).isEmpty();
  }

  @Test
  void aSimulationNeedsNoHelperFunction() {
    assertThat(masked().get(JobFields.HELPER_FUNCTION)).isEqualTo(Optional.of("rondo-helper"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          aggregation | weighted | only the sum of all updates can be read
          aggregation | median | only the sum of all updates can be read
          aggregation | trimmed:0.1 | only the sum of all updates can be read
          aggregation | krum:1 | only the sum of all updates can be read
          max_update_norm | 1 | rejects updates by their norm, which masks hide
          encoding | i8 | clients write masked integers of 4 bytes
          client_evaluation | true | the clients' metrics have no masks
          minimum | 2 | a sum of fewer than 3 updates would tell one contributor about another
          clip_update_norm | 0 | needs their range: set clip_update_norm to a number
          clip_update_norm | 1e10 | needs their range: set clip_update_norm to a number
          """)
  void whatNeedsToSeeAnUpdateIsRefusedWithTheReason(String key, String value, String reason) {
    assertThatThrownBy(() -> masked(key, value))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aHelperAddsTheNoiseOfPrivacyIf32BitsHaveRoomForIt() {
    String[] privacy = {
      "privacy", "gaussian", "privacy_epsilon", "1000", "privacy_delta", "1e-5", "privacy_noise"
    };
    String[] enough = Stream.concat(Stream.of(privacy), Stream.of("0.01")).toArray(String[]::new);
    String[] little = Stream.concat(Stream.of(privacy), Stream.of("0.001")).toArray(String[]::new);

    assertThat(masked(enough).differentialPrivacy()).isPresent();
    assertThatThrownBy(() -> masked(little))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "32 bits are too few for the updates of 10 seats and their noise: lower seats to at"
                + " most 8, or raise privacy_noise");
  }

  @Test
  void aHelperFunctionNeedsSecureAggregation() {
    assertThatThrownBy(
            () -> JobConfig.of(RawSettings.empty().with("helper_function", "unmask", "test")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("set secure_aggregation to helper, or remove it");
  }
}
