package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class NestedExecutionTest {
  private final Bench bench = new Bench();

  private Execution run(String resource, String nested, String fields) {
    bench.define("inner", Bench.machine("N", nested));
    return bench.run(
        "T",
        "'T':{'Type':'Task','Resource':'arn:aws:states:::states:startExecution"
            + resource
            + "','Arguments':{'StateMachineArn':'inner','Name':'child','Input':{'x':1}},"
            + fields
            + "'End':true}",
        "1");
  }

  private Execution child() {
    return bench
        .service
        .execution("arn:aws:states:local:000000000000:execution:inner:child")
        .orElseThrow();
  }

  @Test
  void syncWaitsAndGivesTheDescriptionWithParsedOutput() {
    Execution execution =
        run(".sync:2", "'N':{'Type':'Wait','Seconds':5,'Output':{'y':2},'End':true}", "");
    long start = VirtualTime.START.toEpochMilli();
    assertThat(output(execution))
        .isEqualTo(
            json(
                "{'ExecutionArn':'"
                    + child().arn()
                    + "','StateMachineArn':'arn:aws:states:local:000000000000:stateMachine:inner',"
                    + "'Name':'child','Status':'SUCCEEDED','StartDate':"
                    + start
                    + ",'StopDate':"
                    + (start + 5000)
                    + ",'Input':{'x':1},'Output':{'y':2}}"));
  }

  @Test
  void aFailedNestedExecutionIsTaskFailedWithItsDescriptionAsCause() {
    Execution execution =
        run(".sync:2", "'N':{'Type':'Fail','Error':'Inner','Cause':'because'}", "");
    assertThat(execution.error()).contains("States.TaskFailed");
    JsonNode cause = json(execution.cause().orElseThrow());
    assertThat(cause.path("Status").asText()).isEqualTo("FAILED");
    assertThat(cause.path("Error").asText()).isEqualTo("Inner");
    assertThat(cause.path("Cause").asText()).isEqualTo("because");
  }

  @Test
  void aTaskThatTimesOutStopsItsNestedExecution() {
    Execution execution =
        run(".sync:2", "'N':{'Type':'Wait','Seconds':50,'End':true}", "'TimeoutSeconds':5,");
    assertThat(execution.error()).contains("States.Timeout");
    assertThat(child().status()).isEqualTo(Execution.Status.ABORTED);
    assertThat(child().stopTime()).contains(VirtualTime.START.plusSeconds(5));
  }

  @Test
  void withoutSyncItGoesOnAtOnce() {
    Execution execution = run("", "'N':{'Type':'Wait','Seconds':50,'End':true}", "");
    assertThat(output(execution).path("ExecutionArn").asText()).isEqualTo(child().arn());
    assertThat(execution.stopTime()).contains(VirtualTime.START);
    assertThat(child().status()).isEqualTo(Execution.Status.SUCCEEDED);
  }

  @Test
  void aNameThatIsTakenFailsTheTask() {
    String nested = "'N':{'Type':'Succeed'}";
    run(".sync:2", nested, "");
    assertThat(run(".sync:2", nested, "").error())
        .contains("StepFunctions.ExecutionAlreadyExistsException");
  }
}
