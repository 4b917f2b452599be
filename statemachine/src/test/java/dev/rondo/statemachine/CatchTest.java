package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CatchTest {
  private final Bench bench = new Bench();

  private Execution run(String rules, String fields) {
    return bench.run(
        "T",
        "'T':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',"
            + "'Arguments':{'FunctionName':'f'},"
            + fields
            + "'Catch':["
            + rules
            + "],'Next':'End'},'End':{'Type':'Succeed'},'Caught':{'Type':'Succeed',"
            + "'Output':{'in':'{% $states.input %}','v':'{% $exists($v) ? $v : 0 %}'}}",
        "1");
  }

  private void failWith(String error) {
    bench.function(
        "f",
        payload -> {
          throw new FunctionError(error, "no");
        });
  }

  @Test
  void withoutOutputTheErrorOutputGoesOn() {
    failWith("E");
    assertThat(output(run("{'ErrorEquals':['E'],'Next':'Caught'}", "")).at("/in/Error").asText())
        .isEqualTo("E");
  }

  @Test
  void outputAndAssignSeeTheErrorOutput() {
    failWith("E");
    Execution execution =
        run(
            "{'ErrorEquals':['States.ALL'],'Next':'Caught',"
                + "'Assign':{'v':'{% $parse($states.errorOutput.Cause).errorMessage %}'},"
                + "'Output':'{% $states.errorOutput.Error %}'}",
            "");
    assertThat(output(execution)).isEqualTo(json("{'in':'E','v':'no'}"));
  }

  @Test
  void theFirstMatchingCatcherWins() {
    failWith("E");
    Execution execution =
        run(
            "{'ErrorEquals':['E'],'Output':1,'Next':'Caught'},"
                + "{'ErrorEquals':['States.ALL'],'Output':2,'Next':'Caught'}",
            "");
    assertThat(output(execution).path("in").asInt()).isEqualTo(1);
  }

  @Test
  void anErrorThatNobodyCatchesFailsTheExecution() {
    failWith("Other");
    assertThat(run("{'ErrorEquals':['E'],'Next':'Caught'}", "").error()).contains("Other");
  }

  @Test
  void retriesComeBeforeCatchers() {
    failWith("E");
    run("{'ErrorEquals':['E'],'Next':'Caught'}", "'Retry':[{'ErrorEquals':['E']}],");
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void taskFailedDoesNotCatchATimeout() {
    bench.slowFunction("f", Duration.ofSeconds(9), payload -> payload);
    Execution execution =
        run("{'ErrorEquals':['States.TaskFailed'],'Next':'Caught'}", "'TimeoutSeconds':1,");
    assertThat(execution.error()).contains("States.Timeout");
  }

  @Test
  void allDoesNotCatchADataLimitButItsNameDoes() {
    bench.function("f", payload -> json("'" + "x".repeat(300_000) + "'"));
    assertThat(run("{'ErrorEquals':['States.ALL'],'Next':'Caught'}", "").error())
        .contains("States.DataLimitExceeded");
    assertThat(
            run("{'ErrorEquals':['States.DataLimitExceeded'],'Output':3,'Next':'Caught'}", "")
                .output())
        .contains(json("{'in':3,'v':0}"));
  }

  @Test
  void aQueryErrorOfTheTaskIsCaught() {
    bench.function("f", payload -> json("{}"));
    Execution execution =
        run(
            "{'ErrorEquals':['States.QueryEvaluationError'],'Output':4,'Next':'Caught'}",
            "'Output':'{% $states.result.nothing %}',");
    assertThat(output(execution).path("in").asInt()).isEqualTo(4);
  }

  @Test
  void anErrorInsideACatcherFailsTheExecution() {
    failWith("E");
    Execution execution =
        run("{'ErrorEquals':['States.ALL'],'Output':'{% $nothing %}','Next':'Caught'}", "");
    assertThat(execution.error()).contains("States.QueryEvaluationError");
  }
}
