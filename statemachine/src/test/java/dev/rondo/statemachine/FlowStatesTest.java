package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pass, Choice, Wait, Succeed, Fail, and variables. */
class FlowStatesTest {
  private final Bench bench = new Bench();

  @Test
  void passGoesOnWithItsInputOrItsOutput() {
    assertThat(output(bench.run("A", "'A':{'Type':'Pass','End':true}", "{'x':1}")))
        .isEqualTo(json("{'x':1}"));
    assertThat(
            output(bench.run("A", "'A':{'Type':'Pass','Output':[null,'{% 2 %}'],'End':true}", "1")))
        .isEqualTo(json("[null,2]"));
  }

  @Test
  void allOfAssignSeesTheOldVariables() {
    String states =
        "'A':{'Type':'Pass','Assign':{'a':1,'b':2},'Next':'B'},"
            + "'B':{'Type':'Pass','Assign':{'a':'{% $b %}','b':'{% $a %}'},"
            + "'Output':['{% $a %}','{% $b %}'],'Next':'C'},"
            + "'C':{'Type':'Succeed','Output':['{% $states.input %}','{% $a %}','{% $b %}']}";
    assertThat(output(bench.run("A", states, "0"))).isEqualTo(json("[[1,2],2,1]"));
  }

  @Test
  void aVariableThatNobodySetIsAnError() {
    Execution execution = bench.run("A", "'A':{'Type':'Succeed','Output':'{% $v %}'}", "0");
    assertThat(execution.error()).contains("States.QueryEvaluationError");
    assertThat(execution.cause().orElseThrow()).startsWith("/States/A/Output: ").contains("$v");
  }

  @ParameterizedTest
  @CsvSource({"-1,low,1", "5,middle,2", "50,high,3"})
  void choiceTakesTheFirstRuleThatIsTrueOrItsDefault(int x, String way, int v) {
    String states =
        "'A':{'Type':'Choice','Choices':["
            + "{'Condition':'{% $states.input < 0 %}','Output':'low','Assign':{'v':1},'Next':'Z'},"
            + "{'Condition':'{% $states.input < 10 %}','Output':'middle','Assign':{'v':2},"
            + "'Next':'Z'}],'Output':'high','Assign':{'v':3},'Default':'Z'},"
            + "'Z':{'Type':'Succeed','Output':['{% $states.input %}','{% $v %}']}";
    assertThat(output(bench.run("A", states, "" + x))).isEqualTo(json("['" + way + "'," + v + "]"));
  }

  @Test
  void aConditionThatIsNotTrueOrFalseIsAnError() {
    String states =
        "'A':{'Type':'Choice','Choices':[{'Condition':'{% 1 %}','Next':'Z'}],'Default':'Z'},"
            + "'Z':{'Type':'Succeed'}";
    assertThat(bench.run("A", states, "0").error()).contains("States.QueryEvaluationError");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'Seconds':30 | 30",
        "'Seconds':0 | 0",
        "'Seconds':'{% $states.input * 2 %}' | 20",
        "'Timestamp':'2026-01-01T01:00:00+00:30' | 1800",
        "'Timestamp':'2025-01-01T00:00:00Z' | 0",
        "'Timestamp':'{% $fromMillis($millis() + 5000) %}' | 5",
      })
  void waitLastsForSecondsOrUntilATime(String field, long seconds) {
    bench.run("A", "'A':{'Type':'Wait'," + field + ",'End':true}", "10");
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'Seconds':'{% -1 %}'",
        "'Seconds':'{% 0.5 %}'",
        "'Seconds':'{% `5` %}'",
        "'Timestamp':'{% `soon` %}'",
        "'Timestamp':'{% 5 %}'",
      })
  void aWaitForNothingSensibleIsAnError(String field) {
    assertThat(bench.run("A", "'A':{'Type':'Wait'," + field + ",'End':true}", "10").error())
        .contains("States.QueryEvaluationError");
  }

  @Test
  void failTakesErrorAndCauseFromExpressions() {
    Execution execution =
        bench.run(
            "A",
            "'A':{'Type':'Fail','Error':'{% `E` & 1 %}','Cause':'{% $states.input %}'}",
            "'c'");
    assertThat(execution.error()).contains("E1");
    assertThat(execution.cause()).contains("c");
    assertThat(bench.run("A", "'A':{'Type':'Fail'}", "1").error()).isEmpty();
    assertThat(bench.run("A", "'A':{'Type':'Fail','Cause':'{% 1 %}'}", "1").error())
        .contains("States.QueryEvaluationError");
  }

  @Test
  void aLoopOfTwentyThousandStatesDoesNotGrowTheStackButEndsAtTheHistoryLimit() {
    String states =
        "'A':{'Type':'Pass','Next':'B'},'B':{'Type':'Choice','Choices':["
            + "{'Condition':false,'Next':'Z'}],'Default':'A'},'Z':{'Type':'Succeed'}";
    Execution execution = bench.run("A", states, "0");
    assertThat(execution.error()).contains("States.Runtime");
    assertThat(execution.history().events()).hasSize(History.MAX_EVENTS);
  }
}
