package dev.rondo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.local.VirtualTime;
import dev.rondo.protocol.json.Json;
import dev.rondo.rounds.cost.RoundRequests;
import dev.rondo.rounds.machine.Definitions;
import dev.rondo.statemachine.Execution;
import dev.rondo.statemachine.StateMachine;
import dev.rondo.statemachine.StateMachines;
import dev.rondo.statemachine.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How many state transitions are paid for, counted on the files that are deployed. Step Functions
 * charges for each state that is entered; its own example of a price counts the end as well.
 */
class TransitionsTest {

  private static final Map<String, String> NAMES =
      Map.of(
          "OpenRoundFunction", "open",
          "AwaitQuorumFunction", "await",
          "AggregateFunction", "aggregate",
          "FoldPartFunction", "fold",
          "EvaluateFunction", "evaluate",
          "CloseRoundFunction", "close",
          "RoundStateMachine", "round",
          "TrainingStateMachine", "training");

  private final VirtualTime time = new VirtualTime(Instant.EPOCH);
  private final StateMachines machines = new StateMachines(timers(), 1);

  @BeforeEach
  void define() {
    machines.define(StateMachine.load("round", Definitions.round(), NAMES));
    machines.define(StateMachine.load("training", Definitions.training(), NAMES));
    answer("open", object().put("state", "open").put("wait_seconds", 60));
    machines.function(
        "await",
        payload -> {
          machines.sendTaskSuccess(payload.path("token").asText(), object());
          return object();
        });
    answer("aggregate", object().put("status", "committed").put("evaluate", true));
    answer("evaluate", object());
    answer("close", object().put("status", "committed"));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private void answer(String function, JsonNode answer) {
    machines.function(function, payload -> answer);
  }

  private int transitionsOfARound() {
    return transitions(machines.start("round", "r", object().put("job", "j").put("round", 1)));
  }

  private int transitionsOfATraining(int rounds) {
    ObjectNode input = object().put("job", "j").put("first_round", 1).put("last_round", rounds);
    return transitions(machines.start("training", "t" + rounds, input));
  }

  private int transitions(Execution execution) {
    assertThat(time.runUntil(() -> execution.status() != Execution.Status.RUNNING)).isTrue();
    long entered =
        execution.history().events().stream()
            .filter(event -> event.type().endsWith("StateEntered"))
            .count();
    return (int) entered + 1;
  }

  @Test
  void aCommittedAndEvaluatedRoundHasEight() {
    assertThat(transitionsOfARound()).isEqualTo(RoundRequests.TRANSITIONS).isEqualTo(8);
  }

  @Test
  void aRoundThatIsNotEvaluatedHasOneLess() {
    answer("aggregate", object().put("status", "committed").put("evaluate", false));

    assertThat(transitionsOfARound()).isEqualTo(7);
  }

  @Test
  void aRoundThatRunsIntoItsDeadlineHasNoMore() {
    answer("await", object());

    assertThat(transitionsOfARound()).isEqualTo(8);
    assertThat(time.instant()).isEqualTo(Instant.EPOCH.plusSeconds(60));
  }

  @Test
  void anAbandonedRoundHasNoMore() {
    answer("aggregate", object().put("status", "abandoned").put("evaluate", false));

    assertThat(transitionsOfARound()).isEqualTo(8);
  }

  @Test
  void aRoundWithMasksHasThreeMoreAndOneForEachCallOfTheHelper() {
    JsonNode ranges =
        Json.parse("[{\"from\":0,\"to\":3},{\"from\":3,\"to\":6}]", JsonNode.class, "ranges");
    machines.function(
        "aggregate",
        payload ->
            payload.path("unmasked").asBoolean()
                ? object().put("status", "committed").put("evaluate", true)
                : object()
                    .put("status", "unmask")
                    .put("evaluate", false)
                    .put("helper", "helper")
                    .set("ranges", ranges));
    answer("helper", object().put("masks", "masks/j/1"));

    assertThat(transitionsOfARound())
        .isEqualTo(RoundRequests.TRANSITIONS + RoundRequests.MASKED_TRANSITIONS + 2);
  }

  @Test
  void aTrainingAddsTwoForEachOfItsRounds() {
    int ten = transitionsOfATraining(10);
    int twenty = transitionsOfATraining(20);

    assertThat(twenty - ten).isEqualTo(10 * RoundRequests.TRAINING_TRANSITIONS);
  }

  private Timers timers() {
    return new Timers() {
      @Override
      public Instant now() {
        return time.instant();
      }

      @Override
      public Cancellable after(Duration delay, Runnable action) {
        VirtualTime.Event event = time.after(delay, action);
        return () -> time.cancel(event);
      }
    };
  }
}
