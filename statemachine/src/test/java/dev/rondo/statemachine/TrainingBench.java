package dev.rondo.statemachine;

import static dev.rondo.statemachine.Bench.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The machine of a training, with rounds whose executions end as a test says. */
final class TrainingBench {
  private static final String ROUND =
      Bench.machine(
          "Run",
          """
          'Run':{'Type':'Task','Resource':'arn:aws:states:::lambda:invoke',
            'Arguments':{'FunctionName':'run','Payload':'{% $states.input %}'},
            'Output':'{% $states.result.Payload %}','Next':'Ended'},
          'Ended':{'Type':'Choice','Choices':[
            {'Condition':'{% $states.input.status = `abandoned` %}','Next':'Abandoned'},
            {'Condition':'{% $states.input.status = `spent` %}','Next':'Spent'},
            {'Condition':'{% $states.input.status = `elsewhere` %}','Next':'Elsewhere'}],
            'Default':'Committed'},
          'Committed':{'Type':'Succeed'},
          'Abandoned':{'Type':'Fail','Error':'RoundAbandoned','Cause':'too few'},
          'Spent':{'Type':'Fail','Error':'PrivacyBudgetSpent','Cause':'nothing is left'},
          'Elsewhere':{'Type':'Fail','Error':'RoundRunsElsewhere','Cause':'by hand'}
          """);

  final Bench bench = new Bench();

  /** The round of each execution that was started. */
  final List<Integer> done = new ArrayList<>();

  TrainingBench() {
    bench.define("round", ROUND);
    bench.service.define(
        StateMachine.load(
            "training",
            RondoMachines.training(),
            Map.of("RoundStateMachine", "round", "TrainingStateMachine", "training")));
  }

  /** Runs a training to its end. */
  Execution train(String input) {
    Execution execution = bench.service.start("training", "t", json(input));
    bench.time.runAll();
    return execution;
  }

  /**
   * @param ending the status with which an execution of this input ends; a {@link FunctionError}
   *     fails it
   */
  void rounds(Function<JsonNode, JsonNode> ending) {
    bench.function(
        "run",
        input -> {
          done.add(input.path("round").asInt());
          assertThat(input.path("job").asText()).startsWith("j");
          return ending.apply(input);
        });
  }

  /** The execution that continues one with this output. */
  Execution next(JsonNode output) {
    return bench.service.execution(output.path("continued_as").asText()).orElseThrow();
  }
}
