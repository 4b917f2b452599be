package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static dev.rondo.statemachine.Bench.statesEntered;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundMachineTest {
  static final Map<String, String> FUNCTIONS =
      Map.of(
          "OpenRoundFunction", "open",
          "AwaitQuorumFunction", "await",
          "AggregateFunction", "aggregate",
          "FoldPartFunction", "fold",
          "EvaluateFunction", "evaluate",
          "CloseRoundFunction", "close");
  private static final String RESULT =
      "{'job':'j','round':3,'status':'committed','version':3,'accepted':8,'test_accuracy':0.9}";

  private final Bench bench = new Bench();
  private final List<String> calls = new ArrayList<>();
  private String token = "";

  @BeforeEach
  void functions() {
    bench.service.define(StateMachine.load("round", RondoMachines.round(), FUNCTIONS));
    answer("open", "{'job':'j','round':3,'state':'open','wait_seconds':60}");
    bench.function(
        "await",
        payload -> {
          calls.add("await " + payload.path("job").asText() + payload.path("round").asInt());
          token = payload.path("token").asText();
          return json("{}");
        });
    answer("aggregate", "{'status':'committed','evaluate':true,'version':3}");
    answer("evaluate", "{'accuracy':0.9,'loss':0.3}");
    answer("close", RESULT);
  }

  private void answer(String function, String answer) {
    bench.function(
        function,
        payload -> {
          calls.add(function + " " + payload);
          return json(answer);
        });
  }

  private void failing(String function, String error, int times, String answer) {
    int[] left = {times};
    bench.function(
        function,
        payload -> {
          calls.add(function + " " + payload);
          if (left[0]-- > 0) {
            throw new FunctionError(error, "no luck");
          }
          return json(answer);
        });
  }

  private Execution start() {
    return bench.service.start("round", "r3", json("{'job':'j','round':3}"));
  }

  private Execution playToDeadline() {
    Execution execution = start();
    bench.time.runAll();
    return execution;
  }

  @Test
  void aCommittedRoundTakesSevenStatesAndEndsWithItsResult() {
    Execution execution = start();
    bench.time.runFor(Duration.ofSeconds(10));
    assertThat(bench.service.sendTaskSuccess(token, json("{}"))).isTrue();
    bench.time.runAll();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(statesEntered(execution))
        .containsExactly(
            "OpenRound",
            "WhatIsOpen",
            "AwaitQuorum",
            "Aggregate",
            "WhatNow",
            "Evaluate",
            "CloseRound");
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(10));
    assertThat(calls)
        .containsExactly(
            "open {\"job\":\"j\",\"round\":3,\"execution\":\"" + execution.arn() + "\"}",
            "await j3",
            "aggregate {\"job\":\"j\",\"round\":3}",
            "evaluate {\"job\":\"j\",\"round\":3}",
            "close {\"job\":\"j\",\"round\":3}");
  }

  @Test
  void thePartsThatAggregateNamesAreFoldedUntilItNamesNoMore() {
    List<String> answers =
        new ArrayList<>(
            List.of(
                "{'status':'fan_out','evaluate':false,'phase':'distances','parts':[1,2]}",
                "{'status':'fan_out','evaluate':false,'phase':'fold','parts':[2]}",
                "{'status':'committed','evaluate':false}"));
    bench.function("aggregate", payload -> json(answers.remove(0)));
    failing("fold", "dev.rondo.protocol.store.StoreException", 1, "{'part':0}");
    Execution execution = playToDeadline();

    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(answers).isEmpty();
    assertThat(calls)
        .filteredOn(call -> call.startsWith("fold"))
        .containsExactly(
            "fold {\"job\":\"j\",\"round\":3,\"part\":1,\"phase\":\"distances\"}",
            "fold {\"job\":\"j\",\"round\":3,\"part\":2,\"phase\":\"distances\"}",
            "fold {\"job\":\"j\",\"round\":3,\"part\":1,\"phase\":\"distances\"}",
            "fold {\"job\":\"j\",\"round\":3,\"part\":2,\"phase\":\"fold\"}");
  }

  @Test
  void fortyPartsAreFoldedAtOnce() {
    int[] left = {1};
    String parts = IntStream.rangeClosed(1, 100).mapToObj(String::valueOf).collect(joining(","));
    bench.function(
        "aggregate",
        payload ->
            json(
                left[0]-- > 0
                    ? "{'status':'fan_out','phase':'fold','parts':[" + parts + "]}"
                    : "{'status':'committed','evaluate':false}"));
    List<Long> starts = new ArrayList<>();
    bench.slowFunction(
        "fold",
        Duration.ofSeconds(10),
        payload -> {
          starts.add(bench.time.elapsed().toSeconds() - 60);
          return json("{}");
        });
    playToDeadline();

    assertThat(starts).hasSize(100);
    assertThat(starts).filteredOn(at -> at == 0).hasSize(40);
    assertThat(starts).filteredOn(at -> at == 20).hasSize(20);
  }

  @Test
  void aPartThatFailsForGoodFailsTheRound() {
    answer("aggregate", "{'status':'fan_out','phase':'fold','parts':[1,2]}");
    failing("fold", "java.lang.IllegalStateException", 1, "{}");

    assertThat(playToDeadline().error()).contains("java.lang.IllegalStateException");
  }

  @Test
  void aRoundThatIsOpenedAfterItsDeadlineIsAggregatedAtOnce() {
    answer("open", "{'job':'j','round':3,'state':'overdue'}");
    Execution execution = playToDeadline();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(statesEntered(execution)).doesNotContain("AwaitQuorum");
    assertThat(bench.time.elapsed()).isZero();
  }

  @Test
  void theInputAbandonsARound() {
    answer("open", "{'job':'j','round':3,'state':'abandoned'}");
    answer("close", "{'status':'abandoned','reason':'no more clients'}");
    Execution execution =
        bench.service.start(
            "round", "r3", json("{'job':'j','round':3,'abandon':'no more clients'}"));
    bench.time.runAll();
    assertThat(execution.error()).contains("RoundAbandoned");
    assertThat(execution.cause()).contains("no more clients");
    assertThat(calls.get(0)).contains("\"abandon\":\"no more clients\"");
    assertThat(statesEntered(execution))
        .containsExactly("OpenRound", "WhatIsOpen", "CloseAbandonedRound", "RoundAbandoned");
  }

  @Test
  void aRoundBeforeThatHasNoResultIsClosedFirst() {
    List<String> answers =
        new ArrayList<>(
            List.of(
                "{'job':'j','round':2,'state':'unclosed'}",
                "{'job':'j','round':3,'state':'decided'}"));
    bench.function(
        "open",
        payload -> {
          calls.add("open " + payload.path("round").asInt() + " " + payload.path("epochs").asInt());
          return json(answers.remove(0));
        });
    Execution execution =
        bench.service.start("round", "r3", json("{'job':'j','round':3,'epochs':7}"));
    bench.time.runAll();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(calls)
        .startsWith("open 3 7", "close {\"job\":\"j\",\"round\":2}", "open 3 7")
        .endsWith("close {\"job\":\"j\",\"round\":3}");
  }

  @Test
  void atTheDeadlineTheRoundGoesOnToAggregate() {
    Execution execution = playToDeadline();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(60));
    assertThat(bench.service.sendTaskSuccess(token, json("{}"))).isFalse();
  }

  @Test
  void aTokenSentByAwaitQuorumItselfIsNotLost() {
    bench.function(
        "await",
        payload -> {
          bench.service.sendTaskSuccess(payload.path("token").asText(), json("{}"));
          return json("{}");
        });
    Execution execution = playToDeadline();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(bench.time.elapsed()).isZero();
  }

  @Test
  void aRetryOfAwaitQuorumGetsANewTokenAndKeepsTheDeadline() {
    List<String> tokens = new ArrayList<>();
    bench.function(
        "await",
        payload -> {
          tokens.add(payload.path("token").asText());
          if (tokens.size() < 3) {
            throw new FunctionError("dev.rondo.protocol.store.StoreException", "throttled");
          }
          return json("{}");
        });
    Execution execution = playToDeadline();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(tokens).hasSize(3).doesNotHaveDuplicates();
    assertThat(bench.time.elapsed()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(61));
  }

  @Test
  void aRoundWithoutEvaluationSkipsIt() {
    answer("aggregate", "{'status':'committed','evaluate':false,'version':3}");
    Execution execution = playToDeadline();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(statesEntered(execution)).doesNotContain("Evaluate");
  }

  @Test
  void aDecidedRoundDoesNotWait() {
    answer("open", "{'job':'j','round':3,'state':'decided','wait_seconds':1}");
    Execution execution = playToDeadline();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(statesEntered(execution)).doesNotContain("AwaitQuorum");
    assertThat(bench.time.elapsed()).isZero();
  }

  @Test
  void aClosedRoundEndsWithItsOldResult() {
    answer("open", "{'job':'j','round':3,'state':'closed','result':" + RESULT + "}");
    Execution execution = playToDeadline();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    assertThat(statesEntered(execution)).containsExactly("OpenRound", "WhatIsOpen", "ClosedBefore");
  }

  @Test
  void aRoundRunsElsewhereFailsAndNamesTheOther() {
    answer("open", "{'job':'j','round':3,'state':'elsewhere','execution':'arn:x:y'}");
    Execution execution = playToDeadline();
    assertThat(execution.status()).isEqualTo(Execution.Status.FAILED);
    assertThat(execution.error()).contains("RoundRunsElsewhere");
    assertThat(execution.cause()).contains("round 3 of job j is run by arn:x:y");
  }

  @Test
  void aRoundBeyondThePrivacyBudgetIsNotRun() {
    answer("open", "{'job':'j','round':3,'state':'spent','reason':'the budget is spent'}");
    Execution execution = playToDeadline();
    assertThat(execution.error()).contains("PrivacyBudgetSpent");
    assertThat(execution.cause()).contains("the budget is spent");
    assertThat(statesEntered(execution))
        .containsExactly("OpenRound", "WhatIsOpen", "PrivacyBudgetSpent");
  }

  @Test
  void anUnknownAnswerOfOpenRoundFailsLoudly() {
    answer("open", "{'state':'ajar'}");
    assertThat(playToDeadline().error()).contains("UnknownState");
  }

  @Test
  void anAbandonedRoundIsClosedAndFailsWithItsReason() {
    answer("aggregate", "{'status':'abandoned','evaluate':false,'reason':'2 of 5'}");
    answer("close", "{'job':'j','round':3,'status':'abandoned','reason':'2 of 5'}");
    Execution execution = playToDeadline();
    assertThat(execution.error()).contains("RoundAbandoned");
    assertThat(execution.cause()).contains("2 of 5");
    assertThat(calls).contains("close {\"job\":\"j\",\"round\":3}");
  }

  @Test
  void anAbandonedRoundWithoutAReasonStillSaysSo() {
    answer("aggregate", "{'status':'abandoned','evaluate':false}");
    answer("close", "{'job':'j','round':3,'status':'abandoned'}");
    assertThat(playToDeadline().cause()).contains("no reason was given");
  }

  @Test
  void aFailedEvaluationIsRecordedAndTheRoundCloses() {
    failing("evaluate", "OutOfMemory", 1, "{}");
    Execution execution = playToDeadline();
    assertThat(output(execution)).isEqualTo(json(RESULT));
    JsonNode close = json(calls.get(calls.size() - 1).substring("close ".length()));
    assertThat(close.path("evaluation_error").asText())
        .startsWith("OutOfMemory: ")
        .contains("no luck");
  }

  @Test
  void everyFunctionIsRetriedWhenItSaysRetryable() {
    failing(
        "open", "dev.rondo.protocol.store.StoreException", 2, "{'state':'open','wait_seconds':5}");
    failing("aggregate", "Lambda.TooManyRequestsException", 2, "{'status':'committed'}");
    failing("evaluate", "dev.rondo.protocol.store.StoreException", 6, "{}");
    failing("close", "Lambda.ServiceException", 6, RESULT);
    answer("aggregate", "{'status':'committed','evaluate':true}");
    Execution execution = playToDeadline();
    assertThat(output(execution)).isEqualTo(json(RESULT));
  }

  @Test
  void aDefectOfAggregateFailsTheRoundAtOnce() {
    failing("aggregate", "Defect", 1, "{}");
    Execution execution = playToDeadline();
    assertThat(execution.error()).contains("Defect");
    assertThat(calls).filteredOn(call -> call.startsWith("aggregate")).hasSize(1);
  }
}
