package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static dev.rondo.statemachine.Bench.statesEntered;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class TrainingMachineTest {
  private final TrainingBench training = new TrainingBench();
  private final Bench bench = training.bench;
  private final List<Integer> done = training.done;

  private Execution train(String input) {
    return training.train(input);
  }

  private void rounds(IntFunction<String> answer) {
    training.rounds(payload -> json(answer.apply(payload.path("round").asInt())));
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
  void stopsWhenAnotherMetricReachesItsTarget() {
    rounds(round -> "{'status':'committed','measured':{'loss':" + 1.0 / round + "}}");
    String smaller =
        "{'job':'j','first_round':1,'last_round':9,'target_accuracy':0,"
            + "'target_metric':'loss','target_value':0.25,'target_smaller':true}";
    assertThat(output(train(smaller)))
        .isEqualTo(
            json(
                "{'job':'j','rounds_run':4,'last_round':4,'accuracy':null,'reached_target':true}"));
  }

  @Test
  void aMetricThatIsMeasuredInSomeRoundsKeepsItsLastValue() {
    rounds(
        round ->
            round % 2 == 1
                ? "{'status':'committed','measured':{}}"
                : "{'status':'committed','measured':{'f1':0." + round + "}}");
    String larger =
        "{'job':'j','first_round':1,'last_round':5,'target_metric':'f1','target_value':0.5,"
            + "'target_smaller':false}";
    JsonNode output = output(train(larger));
    assertThat(output.path("rounds_run").asInt()).isEqualTo(5);
    assertThat(output.path("reached_target").asBoolean()).isFalse();
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
  void aSpentPrivacyBudgetEndsTheTrainingWithWhatItHas() {
    rounds(
        round -> "{'status':'" + (round == 3 ? "spent" : "committed") + "','test_accuracy':0.5}");
    Execution execution = train("{'job':'j','first_round':1,'last_round':9,'target_accuracy':0}");
    assertThat(output(execution))
        .isEqualTo(
            json(
                "{'job':'j','rounds_run':2,'last_round':2,'accuracy':0.5,'reached_target':false,"
                    + "'budget_spent':'nothing is left'}"));
    assertThat(done).containsExactly(1, 2, 3);
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
    assertThat(output(training.next(first)).path("rounds_run").asInt()).isOne();
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
    JsonNode second = output(training.next(first));
    assertThat(second.path("rounds_run").asInt()).isEqualTo(1000);
    assertThat(output(training.next(second)))
        .isEqualTo(
            json(
                "{'job':'j','rounds_run':1200,'last_round':1200,'accuracy':0.5,"
                    + "'reached_target':false}"));
    assertThat(done).hasSize(1200).doesNotHaveDuplicates();
  }

  @Test
  void theLongestJobNameStillGivesValidExecutionNames() {
    rounds(round -> "{'status':'committed'}");
    String job = "j" + "x".repeat(62);
    Execution execution = train("{'job':'" + job + "','first_round':499999,'last_round':500000}");
    assertThat(execution.status()).isEqualTo(Execution.Status.SUCCEEDED);
  }
}
