package dev.rondo.statemachine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final JsonNode INPUT =
      json("{\"a\":1,\"n\":null,\"list\":[1,null,2],\"empty\":[],\"text\":\"x\",\"half\":2.5}");

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static JsonNode evaluate(String source, long seed) {
    QueryScope scope =
        new QueryScope(
            Map.of("input", INPUT),
            Map.of("v", json("{\"deep\":[7]}")),
            Instant.parse("2026-03-14T01:59:26Z"),
            new SplittableRandom(seed));
    return Expression.parse(source).evaluate(scope);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$states.input.a + 1 | 2",
        "$states.input.n | null",
        "$states.input.n = null | true",
        "$exists($states.input.n) | true",
        "$exists($states.input.missing) | false",
        "$states.input.list | [1,null,2]",
        "$states.input.empty | []",
        "$states.input.half * 2 | 5",
        "$v.deep | [7]",
        "$states.('a' in $keys(input)) | true",
        "{'a': $states.input.missing, 'b': 1} | {\"b\":1}",
        "$now() | \"2026-03-14T01:59:26.000Z\"",
        "$millis() | 1773453566000",
        "$partition([1,2,3,4,5], 2) | [[1,2],[3,4],[5]]",
        "$range(0, 10, 5) | [0,5,10]",
        "$range(3, 1, -1) | [3,2,1]",
        "$hash('abc', 'SHA-1') | \"a9993e364706816aba3e25717850c26c9cd0d89d\"",
        "$parse('{\"x\":[null]}') | {\"x\":[null]}",
        "$string('$eval is text') | \"$eval is text\"",
        "$substring('a😀b', 0, 2) | \"a😀\"",
        "$substring('a😀b', 2) | \"b\"",
        "$substring('a😀b', -2) | \"😀b\"",
        "$substring('a😀b', -2, 1) | \"😀\"",
        "$substring('abc', -9, 2) | \"ab\"",
        "$substring('abc', 9) | \"\"",
        "$substring('abc', 1, -1) | \"\"",
        "$exists($substring($states.input.missing, 1)) | false",
      })
  void evaluates(String source, String expected) {
    assertThat(evaluate(source, 1)).isEqualTo(json(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$states.input.missing",
        "$nobody",
        "$states.result",
        "a",
        "$",
        "$states.input.list[9]",
      })
  void undefinedIsAnErrorAndNotNull(String source) {
    assertThatExceptionOfType(QueryException.class)
        .isThrownBy(() -> evaluate(source, 1))
        .withMessageContaining("undefined");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 / 0",
        "$states.input.text + 1",
        "$sum",
        "$error('no')",
        "$partition([1], 0)",
        "$range(1, 2, 0)",
        "$range(1, 100000, 1)",
        "$hash('abc', 'CRC')",
        "$parse('{')",
        "($f := function($x) { 1 + $f($x) }; $f(1))",
      })
  void failuresAreErrors(String source) {
    assertThatExceptionOfType(QueryException.class).isThrownBy(() -> evaluate(source, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$eval('1')", "($e := $eval; 1)", "1 +", "(", "'"})
  void whatIsNoExpressionIsRefusedWhenParsed(String source) {
    assertThatExceptionOfType(QueryException.class).isThrownBy(() -> Expression.parse(source));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$random()", "$uuid()", "$shuffle([1,2,3,4,5,6,7,8])"})
  void chanceComesFromTheSeed(String source) {
    assertThat(evaluate(source, 5))
        .isEqualTo(evaluate(source, 5))
        .isNotEqualTo(evaluate(source, 6));
  }

  @Test
  void randomWithASeedIsTheSameForAllServices() {
    assertThat(evaluate("$random(3)", 1)).isEqualTo(evaluate("$random(3)", 2));
    assertThat(evaluate("$random(3)", 1).doubleValue()).isBetween(0.0, 1.0);
  }

  @Test
  void uuidIsOfVersionFour() {
    assertThat(evaluate("$uuid()", 9).textValue())
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  }

  @Test
  void anEvaluationLeavesItsInputAsItWas() {
    String before = INPUT.toString();
    evaluate("$append($states.input.list, 3)", 1);
    evaluate("$states.input.empty{'k': 1}", 1);
    assertThat(INPUT).hasToString(before);
  }
}
