package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static dev.rondo.statemachine.Bench.types;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TaskTest {
  private final Bench bench = new Bench();

  private static String task(String fields) {
    return "'T':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',"
        + "'Arguments':{'FunctionName':'f','Payload':'{% $states.input %}'},"
        + fields
        + "'End':true}";
  }

  @Test
  void theResultIsTheAnswerOfLambdasInvoke() {
    bench.function("f", payload -> json("{'got':" + payload + "}"));
    assertThat(output(bench.run("T", task(""), "{'x':1}")))
        .isEqualTo(
            json("{'StatusCode':200,'Payload':{'got':{'x':1}},'ExecutedVersion':'$LATEST'}"));
  }

  @Test
  void theFunctionCanBeNamedByItsArn() {
    bench.function("f", payload -> payload);
    String states = task("").replace("'f'", "'arn:aws:lambda:eu-central-1:123:function:f'");
    assertThat(output(bench.run("T", states, "5")).path("Payload").asInt()).isEqualTo(5);
  }

  @Test
  void theAnswerIsSeenWhenTheFunctionsDurationHasPassed() {
    bench.slowFunction("f", Duration.ofSeconds(7), payload -> payload);
    Execution execution = bench.run("T", task(""), "1");
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(7));
    assertThat(execution.stopTime()).contains(VirtualTime.START.plusSeconds(7));
  }

  @Test
  void aFunctionThatTakesTooLongTimesOut() {
    bench.slowFunction("f", Duration.ofSeconds(7), payload -> payload);
    Execution execution = bench.run("T", task("'TimeoutSeconds':'{% 2 + 3 %}',"), "1");
    assertThat(execution.status()).isEqualTo(Execution.Status.FAILED);
    assertThat(execution.error()).contains("States.Timeout");
    assertThat(types(execution)).contains("TaskTimedOut");
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aTimeoutThatIsNoWholePositiveNumberIsAQueryError() {
    bench.function("f", payload -> payload);
    for (String timeout : new String[] {"0", "1.5", "'x'", "null"}) {
      Execution execution =
          bench.run("T", task("'TimeoutSeconds':'{% " + timeout.replace('\'', '`') + " %}',"), "1");
      assertThat(execution.error()).as(timeout).contains("States.QueryEvaluationError");
    }
  }

  @Test
  void aFailingFunctionGivesItsErrorTypeAndACauseInJson() {
    bench.function(
        "f",
        payload -> {
          throw new FunctionError("Defect", "it \"broke\"");
        });
    Execution execution = bench.run("T", task(""), "1");
    assertThat(execution.error()).contains("Defect");
    assertThat(execution.cause())
        .contains("{\"errorMessage\":\"it \\\"broke\\\"\",\"errorType\":\"Defect\"}");
    assertThat(types(execution))
        .containsExactly(
            "ExecutionStarted",
            "TaskStateEntered",
            "TaskScheduled",
            "TaskStarted",
            "TaskFailed",
            "ExecutionFailed");
  }

  @Test
  void anotherExceptionFailsUnderItsClassNameWithItsStack() {
    bench.function(
        "f",
        payload -> {
          throw new IllegalStateException("bug");
        });
    Execution execution = bench.run("T", task(""), "1");
    assertThat(execution.error()).contains("java.lang.IllegalStateException");
    assertThat(execution.cause().orElseThrow()).contains("stackTrace").contains("TaskTest");
  }

  @Test
  void anUnknownFunctionFailsTheTask() {
    assertThat(bench.run("T", task(""), "1").error()).contains("Lambda.ResourceNotFoundException");
  }

  @Test
  void outputAndAssignSeeTheResult() {
    bench.function("f", payload -> json("{'y':2}"));
    String states =
        "'T':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',"
            + "'Arguments':{'FunctionName':'f'},'Assign':{'v':'{% $states.result.Payload.y %}'},"
            + "'Output':{'o':'{% $states.result.StatusCode + $states.input.x %}'},'Next':'S'},"
            + "'S':{'Type':'Succeed','Output':['{% $v %}','{% $states.input.o %}']}";
    assertThat(output(bench.run("T", states, "{'x':1}"))).isEqualTo(json("[2,201]"));
  }

  @Test
  void theContextNamesExecutionStateAndMachine() {
    bench.function("f", payload -> payload);
    String states =
        task("'Output':'{% $states.result.Payload %}',")
            .replace("$states.input", "$states.context");
    JsonNode context = output(bench.run("T", states, "{'x':1}"));
    assertThat(context.at("/Execution/Id").asText()).endsWith("execution:m:e1");
    assertThat(context.at("/Execution/Name").asText()).isEqualTo("e1");
    assertThat(context.at("/Execution/Input")).isEqualTo(json("{'x':1}"));
    assertThat(context.at("/Execution/StartTime").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
    assertThat(context.at("/State/Name").asText()).isEqualTo("T");
    assertThat(context.at("/State/RetryCount").asInt()).isZero();
    assertThat(context.at("/StateMachine/Name").asText()).isEqualTo("m");
    assertThat(context.has("Task")).isFalse();
  }

  @Test
  void aResultBeyondTheLimitIsRefused() {
    bench.function("f", payload -> json("'" + "x".repeat(256 * 1024) + "'"));
    Execution execution = bench.run("T", task("'Output':1,"), "1");
    assertThat(execution.error()).contains("States.DataLimitExceeded");
  }
}
