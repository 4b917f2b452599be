package dev.rondo.rounds.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.AggregationRule;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationRuleTest {

  @ParameterizedTest
  @ValueSource(strings = {"weighted", "unweighted", "median", "trimmed:0.1", "krum:2"})
  void aRuleIsReadBackAsItIsWritten(String text) {
    AggregationRule rule = AggregationRule.parse(text).orElseThrow();

    assertThat(rule.text()).isEqualTo(text);
    assertThat(Json.parse(Json.bytes(rule), AggregationRule.class, "here")).isEqualTo(rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mean",
        "Median",
        "median:1",
        "trimmed",
        "trimmed:",
        "trimmed:0",
        "trimmed:0.5",
        "trimmed:-0.1",
        "trimmed:NaN",
        "krum",
        "krum:0",
        "krum:1.5",
        "krum:100001",
        "krum:9999999999"
      })
  void whatIsNoRuleIsRefused(String text) {
    assertThat(AggregationRule.parse(text)).isEmpty();
    byte[] json = ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Json.parse(json, AggregationRule.class, "plan.json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("plan.json");
  }

  @Test
  void onlyTheWeightedMeanBelievesAClientsExamples() {
    assertThat(AggregationRule.WEIGHTED.weight(600)).isEqualTo(600);
    assertThat(AggregationRule.UNWEIGHTED.weight(600)).isEqualTo(1);
    assertThat(AggregationRule.MEDIAN.weight(600)).isEqualTo(1);
    assertThat(AggregationRule.multiKrum(1).weight(600)).isEqualTo(1);
  }

  @Test
  void everyRuleNeedsTheUpdatesWithWhichItProtects() {
    assertThat(AggregationRule.multiKrum(2).leastUpdates()).isEqualTo(7);
    assertThat(AggregationRule.trimmedMean(0.2).leastUpdates()).isEqualTo(5);
    assertThat(AggregationRule.trimmedMean(0.29).leastUpdates()).isEqualTo(4);
    assertThat(AggregationRule.trimmedMean(0.49).leastUpdates()).isEqualTo(3);
    assertThat(AggregationRule.MEDIAN.leastUpdates()).isEqualTo(3);
    assertThat(AggregationRule.WEIGHTED.leastUpdates()).isEqualTo(1);
  }
}
