package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final Bench bench = new Bench();
  private final List<Long> times = new ArrayList<>();

  private Execution run(String retry, String... errors) {
    bench.function(
        "f",
        payload -> {
          times.add(bench.time.elapsed().toSeconds());
          if (times.size() <= errors.length) {
            throw new FunctionError(errors[times.size() - 1], "no");
          }
          return payload;
        });
    return bench.run(
        "T",
        "'T':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',"
            + "'Arguments':{'FunctionName':'f','Payload':'{% $states.context.State.RetryCount %}'},"
            + "'Retry':["
            + retry
            + "],'End':true}",
        "1");
  }

  @Test
  void theDelayGrowsByTheBackoffRate() {
    Execution execution =
        run(
            "{'ErrorEquals':['E'],'IntervalSeconds':3,'BackoffRate':2,'MaxAttempts':3}",
            "E",
            "E",
            "E");
    assertThat(times).containsExactly(0L, 3L, 9L, 21L);
    JsonNode output = output(execution);
    assertThat(output.path("Payload").asInt()).isEqualTo(3);
  }

  @Test
  void withoutNumbersItIsThreeRetriesAfterOneTwoAndFourSeconds() {
    Execution execution = run("{'ErrorEquals':['E']}", "E", "E", "E", "E");
    assertThat(times).containsExactly(0L, 1L, 3L, 7L);
    assertThat(execution.error()).contains("E");
  }

  @Test
  void theDelayIsBounded() {
    run("{'ErrorEquals':['E'],'MaxDelaySeconds':2,'MaxAttempts':4}", "E", "E", "E", "E");
    assertThat(times).containsExactly(0L, 1L, 3L, 5L, 7L);
  }

  @Test
  void eachRuleCountsForItself() {
    Execution execution =
        run(
            "{'ErrorEquals':['A'],'MaxAttempts':1},{'ErrorEquals':['B'],'MaxAttempts':1}",
            "A",
            "B");
    assertThat(execution.status()).isEqualTo(Execution.Status.SUCCEEDED);
  }

  @Test
  void aUsedUpRuleIsNotFollowedByALaterOne() {
    Execution execution =
        run("{'ErrorEquals':['A'],'MaxAttempts':1},{'ErrorEquals':['States.ALL']}", "A", "A");
    assertThat(execution.error()).contains("A");
    assertThat(times).hasSize(2);
  }

  @Test
  void zeroAttemptsMeansNever() {
    run("{'ErrorEquals':['E'],'MaxAttempts':0},{'ErrorEquals':['States.ALL']}", "E");
    assertThat(times).hasSize(1);
  }

  @Test
  void taskFailedStandsForEveryErrorOfATaskButItsTimeout() {
    Execution execution = run("{'ErrorEquals':['States.TaskFailed']}", "E", "F");
    assertThat(execution.status()).isEqualTo(Execution.Status.SUCCEEDED);
  }

  @Test
  void aRetriedTimeoutGetsItsWholeTimeAgain() {
    bench.slowFunction("f", Duration.ofSeconds(9), payload -> payload);
    Execution execution =
        bench.run(
            "T",
            "'T':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke','TimeoutSeconds':5,"
                + "'Arguments':{'FunctionName':'f'},'End':true,"
                + "'Retry':[{'ErrorEquals':['States.Timeout'],'MaxAttempts':1}]}",
            "1");
    assertThat(execution.error()).contains("States.Timeout");
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(11));
  }

  @Test
  void aQueryErrorOfATaskCanBeRetried() {
    bench.function("f", payload -> json("{}"));
    Execution execution =
        bench.run(
            "T",
            "'T':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',"
                + "'Arguments':{'FunctionName':'f'},'End':true,"
                + "'Output':'{% $states.context.State.RetryCount = 2 ? `third` : $nothing %}',"
                + "'Retry':[{'ErrorEquals':['States.QueryEvaluationError']}]}",
            "1");
    assertThat(output(execution)).isEqualTo(json("'third'"));
  }
}
