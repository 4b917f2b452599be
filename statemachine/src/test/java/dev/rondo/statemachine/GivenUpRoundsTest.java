package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static dev.rondo.statemachine.Bench.output;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds whose executions fail, so that the training abandons them. */
class GivenUpRoundsTest {
  private static final String THREE_ROUNDS =
      "{'job':'j','first_round':1,'last_round':3,'target_accuracy':0}";

  private final TrainingBench training = new TrainingBench();
  private final List<Integer> done = training.done;
  private final List<String> reasons = new ArrayList<>();

  /** Rounds of these numbers fail until the input of an execution abandons them. */
  private void failing(int... numbers) {
    training.rounds(
        input -> {
          int round = input.path("round").asInt();
          if (input.has("abandon")) {
            reasons.add(
                input.path("abandoned_by").asText() + ": " + input.path("abandon").asText());
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
    JsonNode output = output(training.train(THREE_ROUNDS));
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
    Execution execution =
        training.train("{'job':'j','first_round':1,'last_round':9,'target_accuracy':0}");
    assertThat(execution.status()).isEqualTo(Execution.Status.FAILED);
    assertThat(execution.cause().orElseThrow()).startsWith("round 4: RoundAbandoned: ");
    assertThat(done).containsExactly(1, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4, 4, 4);
  }

  @Test
  void theAttemptsOfARoundAreCountedOnInTheNextExecution() {
    failing(5);
    training.train(
        "{'job':'j','first_round':5,'last_round':5,'target_accuracy':0,'failures':2,'given_up':0}");
    assertThat(done).containsExactly(5, 5);
    assertThat(reasons).hasSize(1);
  }

  /** Round 2 fails; the executions that should abandon it end as given, then as abandoned. */
  private Function<JsonNode, JsonNode> abandoning(String... endings) {
    List<String> left = new ArrayList<>(List.of(endings));
    return input -> {
      int round = input.path("round").asInt();
      if (round != 2) {
        return json("{'status':'committed','test_accuracy':0." + round + "}");
      }
      if (!input.has("abandon")) {
        throw new FunctionError("Defect", "it cannot be folded");
      }
      reasons.add(input.path("abandon").asText());
      String ending = left.isEmpty() ? "abandoned" : left.remove(0);
      if (ending.equals("failed")) {
        throw new FunctionError("Throttled", "not " + reasons.size());
      }
      return json("{'status':'" + ending + "'}");
    };
  }

  @Test
  void anExecutionThatFailsToAbandonARoundIsTriedAgainAfterAMinuteAndTheNextRoundRuns() {
    training.rounds(abandoning("failed"));
    JsonNode output = output(training.train(THREE_ROUNDS));
    assertThat(output)
        .isEqualTo(
            json(
                "{'job':'j','rounds_run':3,'last_round':3,'accuracy':0.3,"
                    + "'reached_target':false}"));
    assertThat(done).containsExactly(1, 2, 2, 2, 2, 2, 3);
    assertThat(reasons).hasSize(2).containsOnly(reasons.get(0));
    assertThat(training.bench.time.elapsed()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void aRoundCanBeAbandonedByTheThirdExecution() {
    training.rounds(abandoning("failed", "failed"));
    JsonNode output = output(training.train(THREE_ROUNDS));
    assertThat(done).containsExactly(1, 2, 2, 2, 2, 2, 2, 3);
    assertThat(output.path("rounds_run").asInt()).isEqualTo(3);
  }

  @Test
  void threeExecutionsThatFailToAbandonARoundEndTheTrainingAndTheCauseSaysWhatToDo() {
    training.rounds(abandoning("failed", "failed", "failed"));
    Execution execution = training.train(THREE_ROUNDS);
    assertThat(execution.status()).isEqualTo(Execution.Status.FAILED);
    assertThat(execution.error()).contains("RoundFailed");
    assertThat(execution.cause())
        .contains(
            "Cannot abandon round 2 of job j: 3 executions that should abandon it failed; the last"
                + " one: Throttled: {\"errorMessage\":\"not 3\",\"errorType\":\"Throttled\"}. Why"
                + " it should be abandoned: the training gave up after 3 failed executions; the"
                + " last one: Defect: {\"errorMessage\":\"it cannot be"
                + " folded\",\"errorType\":\"Defect\"}. What to do: fix the cause, then rondo round"
                + " abandon 2 (if the round was opened), then rondo train start");
    assertThat(done).containsExactly(1, 2, 2, 2, 2, 2, 2);
    assertThat(training.bench.time.elapsed()).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  void aRoundThatRunsElsewhereWhileItIsToBeAbandonedIsWaitedForAndIsNoFailure() {
    training.rounds(abandoning("failed", "elsewhere", "elsewhere", "failed"));
    JsonNode output = output(training.train(THREE_ROUNDS));
    assertThat(done).containsExactly(1, 2, 2, 2, 2, 2, 2, 2, 2, 3);
    assertThat(output.path("rounds_run").asInt()).isEqualTo(3);
    assertThat(training.bench.time.elapsed()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aRoundThatWasCommittedBeforeItCouldBeAbandonedCounts() {
    training.rounds(abandoning("failed", "committed"));
    JsonNode output = output(training.train(THREE_ROUNDS));
    assertThat(done).containsExactly(1, 2, 2, 2, 2, 2, 3);
    assertThat(output.path("rounds_run").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {495, 496, 497, 498, 499})
  void failuresAndTheReasonOfAnAbandonmentAreCarriedIntoTheNextExecution(int waits) {
    Function<JsonNode, JsonNode> failing = abandoning("failed", "failed", "failed");
    training.rounds(
        input -> done.size() <= waits ? json("{'status':'elsewhere'}") : failing.apply(input));
    JsonNode first =
        output(training.train("{'job':'j','first_round':2,'last_round':3,'target_accuracy':0}"));
    assertThat(training.next(first).cause().orElseThrow())
        .startsWith("Cannot abandon round 2 of job j: 3 executions")
        .contains("not 3", "it cannot be folded");
    assertThat(reasons).hasSize(3).containsOnly(reasons.get(0));
    assertThat(done).hasSize(waits + 6);
  }
}
