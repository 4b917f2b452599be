package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static dev.rondo.statemachine.Bench.statesEntered;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainingMachineTest {
  private static final String ROUND =
      Bench.machine(
          "Run",
          """
          'Run':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',
            'Arguments':{'FunctionName':'run','Payload':'{% $states.input %}'},
            'Output':'{% $states.result.Payload %}','Next':'Ended'},
          'Ended':{'Type':'Choice','Choices':[
            {'Condition':'{% $states.input.status = `abandoned` %}','Next':'Abandoned'},
            {'Condition':'{% $states.input.status = `elsewhere` %}','Next':'Elsewhere'}],
            'Default':'Committed'},
          'Committed':{'Type':'Succeed'},
          'Abandoned':{'Type':'Fail','Error':'RoundAbandoned','Cause':'too few'},
          'Elsewhere':{'Type':'Fail','Error':'RoundRunsElsewhere','Cause':'by hand'}
          """);

  private final Bench bench = new Bench();
  private final List<Integer> done = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

  @BeforeEach
  void machines() {
    bench.define("round", ROUND);
    bench.service.define(
        StateMachine.load(
            "training",
            RondoMachines.training(),
            Map.of("RoundStateMachine", "round", "TrainingStateMachine", "training")));
  }

  private Execution train(String input) {
    Execution execution = bench.service.start("training", "t", json(input));
    bench.time.runAll();
    return execution;
  }

  private void rounds(IntFunction<String> answer) {
    bench.function(
        "run",
        payload -> {
          int round = payload.path("round").asInt();
          done.add(round);
          assertThat(payload.path("job").asText()).startsWith("j");
          return json(answer.apply(round));
        });
  }

  @Test
  void runsAllRoundsInTwoTransitionsEach() {
    rounds(round -> "{'status':'committed','test_accuracy':0." + round + "}");
    Execution execution = train("{'job':'j','first_round':1,'last_round':4,'target_accuracy':0}");
    assertThat(done).containsExactly(1, 2, 3, 4);
    assertThat(output(execution))
        .isEqualTo(
            json(
                "{'job':'j','rounds_run':4,'last_round':4,'accuracy':0.4,"
                    + "'reached_target':false}"));
    assertThat(statesEntered(execution)).hasSize(2 + 2 * 4 + 1);
  }

  @Test
  void stopsWhenTheTargetIsReached() {
    rounds(round -> "{'status':'committed','test_accuracy':0." + round + "}");
    JsonNode output =
        output(train("{'job':'j','first_round':1,'last_round':9,'target_accuracy':0.3}"));
    assertThat(output)
        .isEqualTo(
            json(
                "{'job':'j','rounds_run':3,'last_round':3,'accuracy':0.3,"
                    + "'reached_target':true}"));
  }

  @Test
  void anAbandonedRoundIsFollowedByTheNext() {
    rounds(
        round ->
            round == 2
                ? "{'status':'abandoned'}"
                : "{'status':'committed','test_accuracy':0." + round + "}");
    JsonNode output =
        output(train("{'job':'j','first_round':1,'last_round':3,'target_accuracy':0}"));
    assertThat(done).containsExactly(1, 2, 3);
    assertThat(output.path("rounds_run").asInt()).isEqualTo(3);
    assertThat(output.path("accuracy").asDouble()).isEqualTo(0.3);
  }

  @Test
  void anAbandonedRoundWhoseErrorIsNotWrappedIsFollowedByTheNextToo() {
    // An emulator gives the round's own error in the place of States.TaskFailed, as a function
    // does.
    String unwrapped =
        RondoMachines.training()
            .replace("states:startExecution.sync:2", "lambda:invoke")
            .replaceAll("\"StateMachineArn\": \"\\$\\{Round.*\\s.*", "\"FunctionName\": \"run\",")
            .replaceFirst("\"Input\"", "\"Payload\"");
    bench.service.define(
        StateMachine.load("training", unwrapped, Map.of("TrainingStateMachine", "training")));
    bench.function(
        "run",
        payload -> {
          done.add(done.size() + 1);
          if (done.size() == 1) {
            throw new FunctionError("RoundAbandoned", "too few");
          }
          return json("{}");
        });
    JsonNode output = output(train("{'job':'j','first_round':1,'last_round':2}"));
    assertThat(output.path("rounds_run").asInt()).isEqualTo(2);
    assertThat(done).hasSize(2);
  }

  @Test
  void aRoundThatWasStartedByHandIsWaitedFor() {
    List<String> ofRoundTwo = new ArrayList<>(List.of("elsewhere", "elsewhere", "committed"));
    rounds(
        round ->
            "{'status':'"
                + (round == 2 ? ofRoundTwo.remove(0) : "committed")
                + "','test_accuracy':0."
                + round
                + "}");
    Execution execution = train("{'job':'j','first_round':1,'last_round':3,'target_accuracy':0}");
    assertThat(output(execution))
        .isEqualTo(
            json(
                "{'job':'j','rounds_run':3,'last_round':3,'accuracy':0.3,"
                    + "'reached_target':false}"));
    assertThat(done).containsExactly(1, 2, 2, 2, 3);
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void anExecutionThatOnlyWaitsAlsoContinuesAsANewExecution() {
    List<Integer> tries = new ArrayList<>();
    rounds(
        round -> {
          tries.add(round);
          return "{'status':'" + (tries.size() > 600 ? "committed" : "elsewhere") + "'}";
        });
    JsonNode first = output(train("{'job':'j','first_round':1,'last_round':1}"));
    assertThat(first.path("rounds_run").asInt()).isZero();
    assertThat(first.path("last_round").isNull()).isTrue();
    assertThat(next(first).path("rounds_run").asInt()).isOne();
  }

  @Test
  void aRoundThatFailedOrWasStoppedIsTakenUpByAnotherExecution() {
    int[] failures = {2};
    rounds(
        round -> {
          if (round == 2 && failures[0]-- > 0) {
            throw new FunctionError("Defect", "not now");
          }
          return "{'status':'committed','test_accuracy':0." + round + "}";
        });
    JsonNode output =
        output(train("{'job':'j','first_round':1,'last_round':3,'target_accuracy':0}"));
    assertThat(done).containsExactly(1, 2, 2, 2, 3);
    assertThat(output.path("rounds_run").asInt()).isEqualTo(3);
    assertThat(bench.time.elapsed()).isEqualTo(Duration.ofMinutes(2));
  }

  /** A round that fails until the input of an execution abandons it. */
  private void failing(int... numbers) {
    bench.function(
        "run",
        payload -> {
          int round = payload.path("round").asInt();
          done.add(round);
          if (payload.has("abandon")) {
            reasons.add(
                payload.path("abandoned_by").asText() + ": " + payload.path("abandon").asText());
            return json("{'status':'abandoned'}");
          }
          if (Arrays.stream(numbers).anyMatch(number -> number == round)) {
            throw new FunctionError("Defect", "it cannot be folded");
          }
          return json("{'status':'committed'}");
        });
  }

  @Test
  void aRoundThatFailedThreeTimesIsAbandonedWithTheReasonAndTheNextOneRuns() {
    failing(2);
    JsonNode output =
        output(train("{'job':'j','first_round':1,'last_round':3,'target_accuracy':0}"));
    assertThat(done).containsExactly(1, 2, 2, 2, 2, 3);
    assertThat(reasons)
        .singleElement()
        .asString()
        .startsWith(
            "training: the training gave up after 3 failed executions; the last one: Defect: ")
        .contains("it cannot be folded");
    assertThat(output.path("rounds_run").asInt()).isEqualTo(3);
  }

  @Test
  void twoRoundsInSuccessionThatAreGivenUpEndTheTraining() {
    failing(1, 3, 4);
    Execution execution = train("{'job':'j','first_round':1,'last_round':9,'target_accuracy':0}");
    assertThat(execution.status()).isEqualTo(Execution.Status.FAILED);
    assertThat(execution.cause().orElseThrow()).startsWith("round 4: RoundAbandoned: ");
    assertThat(done).containsExactly(1, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4, 4, 4);
  }

  @Test
  void theAttemptsOfARoundAreCountedOnInTheNextExecution() {
    failing(5);
    train(
        "{'job':'j','first_round':5,'last_round':5,'target_accuracy':0,'failures':2,'given_up':0}");
    assertThat(done).containsExactly(5, 5);
    assertThat(reasons).hasSize(1);
  }

  @Test
  void aRoundThatCannotEvenBeAbandonedEndsTheTrainingWithBothCauses() {
    rounds(
        round -> {
          if (round == 2) {
            throw new FunctionError("Defect", "the store is gone");
          }
          return "{'status':'committed'}";
        });
    Execution execution = train("{'job':'j','first_round':1,'last_round':3,'target_accuracy':0}");
    assertThat(execution.status()).isEqualTo(Execution.Status.FAILED);
    assertThat(execution.error()).contains("RoundFailed");
    assertThat(execution.cause().orElseThrow())
        .startsWith(
            "round 2: the training gave up after 3 failed executions; the last one: Defect: ")
        .contains("the store is gone", "; it could not be abandoned: Defect: ");
    assertThat(done).containsExactly(1, 2, 2, 2, 2);
  }

  @Test
  void aRoundWithoutEvaluationKeepsTheLastAccuracy() {
    rounds(
        round ->
            round % 2 == 1
                ? "{'status':'committed','test_accuracy':0." + round + "}"
                : "{'status':'committed'}");
    JsonNode output =
        output(train("{'job':'j','first_round':1,'last_round':4,'target_accuracy':0}"));
    assertThat(output.path("accuracy").asDouble()).isEqualTo(0.3);
  }

  @Test
  void aTrainingWithoutRoundsEndsAtOnceWithoutAnAccuracy() {
    rounds(round -> "{}");
    assertThat(output(train("{'job':'j','first_round':5,'last_round':4,'target_accuracy':0.5}")))
        .isEqualTo(
            json(
                "{'job':'j','rounds_run':0,'last_round':null,'accuracy':null,"
                    + "'reached_target':false}"));
    assertThat(done).isEmpty();
  }

  @Test
  void continuesAsANewExecutionAfterFiveHundredRounds() {
    rounds(round -> "{'status':'committed','test_accuracy':0.5}");
    JsonNode first =
        output(train("{'job':'j','first_round':1,'last_round':1200,'target_accuracy':0}"));
    assertThat(first.path("rounds_run").asInt()).isEqualTo(500);
    JsonNode second = next(first);
    assertThat(second.path("rounds_run").asInt()).isEqualTo(1000);
    assertThat(next(second))
        .isEqualTo(
            json(
                "{'job':'j','rounds_run':1200,'last_round':1200,'accuracy':0.5,"
                    + "'reached_target':false}"));
    assertThat(done).hasSize(1200).doesNotHaveDuplicates();
  }

  private JsonNode next(JsonNode output) {
    String arn = output.path("continued_as").asText();
    return output(bench.service.execution(arn).orElseThrow());
  }

  @Test
  void theLongestJobNameStillGivesValidExecutionNames() {
    rounds(round -> "{'status':'committed'}");
    String job = "j" + "x".repeat(62);
    Execution execution = train("{'job':'" + job + "','first_round':499999,'last_round':500000}");
    assertThat(execution.status()).isEqualTo(Execution.Status.SUCCEEDED);
  }
}
