package dev.rondo.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleRulesTest {

  @ParameterizedTest
  @CsvSource({
    "*lora_A*, base.lora_A.weight, true",
    "*lora_A*, base.lora_B.weight, false",
    "head.*, head.weight, true",
    "head.*, headweight, false",
    "head.*, my.head.weight, false",
    "layer?.bias, layer1.bias, true",
    "layer?.bias, layer12.bias, false",
    "*, anything, true",
    "a[b]+(c), a[b]+(c), true"
  })
  void aPatternFitsAWholeName(String pattern, String tensor, boolean fits) {
    RoleRules rules = new RoleRules(List.of(new RoleRules.Rule(pattern, Role.KEEP)));

    assertThat(rules.of(tensor).isPresent()).isEqualTo(fits);
  }

  @Test
  void theFirstPatternThatFitsCounts() {
    RoleRules rules = RoleRules.parse("*.running_var=statistic, *.bn.*=max,*=keep").orElseThrow();

    assertThat(rules.of("a.bn.running_var")).contains(Role.STATISTIC);
    assertThat(rules.of("a.bn.steps")).contains(Role.MAX);
    assertThat(rules.of("w")).contains(Role.KEEP);
    assertThat(rules.text()).isEqualTo("*.running_var=statistic,*.bn.*=max,*=keep");
    assertThat(rules.unused(List.of("a.bn.steps"))).containsExactly("*.running_var");
  }

  @ParameterizedTest
  @ValueSource(strings = {"w", "w=", "=mean", "w=median", "w=mean,", "w=MEAN"})
  void whatIsNoRuleIsRefused(String text) {
    assertThat(RoleRules.parse(text)).isEmpty();
  }

  @Test
  void noTextIsNoRule() {
    assertThat(RoleRules.parse("")).contains(RoleRules.NONE);
    assertThat(RoleRules.parse("a=b=mean").orElseThrow().of("a=b")).contains(Role.MEAN);
  }
}
