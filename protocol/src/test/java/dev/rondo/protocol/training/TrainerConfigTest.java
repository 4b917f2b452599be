package dev.rondo.protocol.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerConfigTest {

  private static TrainerConfig parsed(String text) {
    return TrainerConfig.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lr=0.1,epochs=2 | epochs=2,lr=0.1",
        "fast=true , name = a b | fast=true,name=\"a b\"",
        "version=1.0 | version=1.0",
        "path=a=b,id=\"007\",empty= | empty=,id=\"007\",path=\"a=b\"",
        "local-epochs=-1,x.y=1e3 | local-epochs=-1,x.y=1000.0",
        "a=\"1\",b=\"x, \\\"y\\\"\" ,c=\"d\" | a=\"1\",b=\"x, \\\"y\\\"\",c=d",
        "null=void,dot=./data | dot=./data,null=void"
      })
  void aSettingIsANumberATruthValueOrAText(String text, String canonical) {
    assertThat(parsed(text).text()).isEqualTo(canonical);
    assertThat(parsed(canonical)).isEqualTo(parsed(text));
  }

  @Test
  void aDocumentHasAnObject() {
    String json = "{\"id\":\"007\",\"lr\":0.1,\"n\":3,\"on\":false,\"one\":\"1\"}";
    TrainerConfig settings = parsed("lr=0.1,on=false,one=\"1\",id=\"007\",n=3");

    assertThat(Json.text(settings)).isEqualTo(json);
    assertThat(Json.parse(json, TrainerConfig.class, "a plan")).isEqualTo(settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":null}", "{\"a\":[1]}", "{\"a\":{\"b\":1}}", "{\"\":1}", "[]"})
  void aDocumentWithAnythingElseIsRefused(String json) {
    assertThatThrownBy(() -> Json.parse(json, TrainerConfig.class, "a plan"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a plan is not valid");
  }

  @Test
  void noTextMeansNoSettings() {
    assertThat(parsed("")).isEqualTo(TrainerConfig.NONE);
    assertThat(TrainerConfig.NONE.text()).isEmpty();
    assertThat(Json.text(TrainerConfig.NONE)).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lr",
        "=1",
        "a=1,a=2",
        "a b=1",
        "a=.5",
        "a=1.",
        "a=007",
        "a=True",
        "a=None",
        "a=null",
        "a=nan",
        "a=[1]",
        "a={}",
        "a=1e999",
        "a=1,",
        "a=1,,b=1",
        "a=\"x",
        "a=\"x\"y",
        "a=x\"y\"",
        "a=\"\\q\"",
        "a=123456789012345678901234567890"
      })
  void anythingElseIsRefused(String text) {
    assertThat(TrainerConfig.parse(text)).isEmpty();
  }

  @Test
  void theyHaveAtMost2048BytesAsJson() {
    String text = "x".repeat(TrainerConfig.MOST_BYTES - "{\"a\":\"\"}".length());

    assertThat(TrainerConfig.parse("a=" + text)).isPresent();
    assertThat(TrainerConfig.parse("a=" + text + "x")).isEmpty();
    assertThat(TrainerConfig.parse("a=" + "é".repeat(1024))).isEmpty();
  }

  @Test
  void theOrderOfTheNamesHasNoMeaning() {
    assertThat(parsed("a=1,b=2")).isEqualTo(parsed("b=2,a=1")).hasToString("a=1,b=2");
    assertThat(parsed("a=1")).isNotEqualTo(parsed("a=1.0"));
  }
}
