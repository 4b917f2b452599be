package dev.rondo.rounds.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.rounds.state.TrainingInput;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.RawSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

  @ParameterizedTest
  @CsvSource({
    "accuracy, false",
    "loss, true",
    "val_Loss, true",
    "error, true",
    "perplexity, false",
    "perplexity:min, true",
    "loss:max, false",
    "f1, false"
  })
  void theDirectionFollowsFromTheNameUnlessItIsGiven(String text, boolean smaller) {
    Target.Metric metric = Target.Metric.parse(text).orElseThrow();

    assertThat(metric.smaller()).isEqualTo(smaller);
    assertThat(metric.text()).isEqualTo(text);
    assertThat(new Target(metric, 0.5).isReachedBy(Map.of(metric.name(), 0.4))).isEqualTo(smaller);
    assertThat(new Target(metric, 0.5).isReachedBy(Map.of(metric.name(), 0.6)))
        .isNotEqualTo(smaller);
    assertThat(new Target(metric, 0.5).isReachedBy(Map.of(metric.name(), 0.5))).isTrue();
    assertThat(new Target(metric, 0.5).isReachedBy(Map.of("other", 0.4))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1st", "a b", "loss:most", ":min"})
  void aNameThatNoMetricHasIsRefused(String text) {
    assertThat(Target.Metric.parse(text)).isEmpty();
  }

  @Test
  void theTargetAccuracyIsTheShortForm() {
    assertThat(ConfigFixtures.with("target_accuracy", "0.9").target())
        .contains(new Target(Target.Metric.ACCURACY, 0.9));
    assertThat(ConfigFixtures.with("target_accuracy", "0").target()).isEmpty();
    assertThat(ConfigFixtures.with("target_value", "0.8").targetAccuracy()).isEqualTo(0.8);
  }

  @Test
  void anotherMetricNeedsAValue() {
    assertThatThrownBy(() -> ConfigFixtures.with("target_metric", "loss"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("--target-metric is loss, but target_value is none");
  }

  @Test
  void theStateMachineGetsTheDirection() {
    JobConfig config =
        JobConfig.of(
            RawSettings.empty()
                .with("target_metric", "loss", "test")
                .with("target_value", "0.5", "test"));

    assertThat(TrainingInput.of(config, 3).toString())
        .contains("\"target_accuracy\":0.0,\"target_metric\":\"loss\",\"target_value\":0.5")
        .endsWith("\"target_smaller\":true}");
  }
}
