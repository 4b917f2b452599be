package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static dev.rondo.statemachine.Bench.types;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenTest {
  private static final String STATES =
      "'T':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke.waitForTaskToken',"
          + "'Arguments':{'FunctionName':'f','Payload':'{% $states.context.Task.Token %}'},"
          + "'TimeoutSeconds':60,'End':true}";

  private final Bench bench = new Bench();
  private final List<String> tokens = new ArrayList<>();

  @BeforeEach
  void function() {
    bench.define("m", Bench.machine("T", STATES));
    bench.function(
        "f",
        payload -> {
          tokens.add(payload.asText());
          return json("{'ignored':true}");
        });
  }

  private Execution startAndRun(Duration time) {
    Execution execution = bench.start("m", "1");
    bench.time.runFor(time);
    return execution;
  }

  @Test
  void theTaskWaitsForItsTokenAndTakesItsOutput() {
    Execution execution = startAndRun(Duration.ofSeconds(30));
    assertThat(execution.status()).isEqualTo(Execution.Status.RUNNING);
    assertThat(bench.service.sendTaskSuccess(tokens.get(0), json("{'y':1}"))).isTrue();
    bench.time.runAll();
    assertThat(output(execution)).isEqualTo(json("{'y':1}"));
    assertThat(types(execution)).contains("TaskSubmitted", "TaskSucceeded");
  }

  @Test
  void aTokenWorksOnce() {
    startAndRun(Duration.ofSeconds(1));
    assertThat(bench.service.sendTaskSuccess(tokens.get(0), json("1"))).isTrue();
    assertThat(bench.service.sendTaskSuccess(tokens.get(0), json("1"))).isFalse();
    assertThat(bench.service.sendTaskFailure(tokens.get(0), "E", "c")).isFalse();
  }

  @Test
  void anUnknownTokenIsRefused() {
    assertThat(bench.service.sendTaskSuccess("nobody's", json("1"))).isFalse();
  }

  @Test
  void theSenderMayFailTheTask() {
    Execution execution = startAndRun(Duration.ofSeconds(1));
    assertThat(bench.service.sendTaskFailure(tokens.get(0), "E", "because")).isTrue();
    bench.time.runAll();
    assertThat(execution.error()).contains("E");
    assertThat(execution.cause()).contains("because");
  }

  @Test
  void afterTheTimeoutTheTokenIsGone() {
    Execution execution = startAndRun(Duration.ofSeconds(60));
    assertThat(execution.error()).contains("States.Timeout");
    assertThat(bench.service.sendTaskSuccess(tokens.get(0), json("1"))).isFalse();
  }

  @Test
  void aTokenAcceptedAtTheLastMomentBeatsTheTimeout() {
    Execution execution = bench.start("m", "1");
    bench.time.after(
        Duration.ofSeconds(60).minusNanos(1),
        () -> assertThat(bench.service.sendTaskSuccess(tokens.get(0), json("'in time'"))).isTrue());
    bench.time.runAll();
    assertThat(output(execution)).isEqualTo(json("'in time'"));
  }

  @Test
  void aFailingFunctionFailsTheTaskAndItsToken() {
    bench.function(
        "f",
        payload -> {
          tokens.add(payload.asText());
          throw new FunctionError("Defect", "no");
        });
    Execution execution = startAndRun(Duration.ofSeconds(1));
    assertThat(execution.error()).contains("Defect");
    assertThat(bench.service.sendTaskSuccess(tokens.get(0), json("1"))).isFalse();
  }

  @Test
  void stoppingTheExecutionForgetsTokenAndTimers() {
    Execution execution = startAndRun(Duration.ofSeconds(1));
    bench.service.stop(execution.arn(), "Enough", "by hand");
    assertThat(execution.status()).isEqualTo(Execution.Status.ABORTED);
    assertThat(execution.error()).contains("Enough");
    assertThat(bench.service.sendTaskSuccess(tokens.get(0), json("1"))).isFalse();
    assertThat(bench.time.pending()).isZero();
  }
}
