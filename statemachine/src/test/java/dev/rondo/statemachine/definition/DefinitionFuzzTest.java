package dev.rondo.statemachine.definition;

import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.NastyJson;
import dev.rondo.statemachine.InvalidStateMachineException;
import dev.rondo.statemachine.RondoMachines;
import dev.rondo.statemachine.StateMachine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Any bytes as a state machine's definition. */
class DefinitionFuzzTest extends FuzzContract {

  private static final Map<String, String> SUBSTITUTIONS =
      Map.of(
          "OpenRoundFunction", "open",
          "AwaitQuorumFunction", "await",
          "AggregateFunction", "aggregate",
          "EvaluateFunction", "evaluate",
          "CloseRoundFunction", "close",
          "RoundStateMachine", "arn:aws:states:us-east-1:123456789012:stateMachine:round",
          "TrainingStateMachine", "arn:aws:states:us-east-1:123456789012:stateMachine:training");

  @Override
  protected Fuzz fuzz() {
    List<byte[]> seeds = new ArrayList<>(NastyJson.all());
    seeds.add(RondoMachines.round().getBytes(StandardCharsets.UTF_8));
    seeds.add(RondoMachines.training().getBytes(StandardCharsets.UTF_8));
    // Each expression is parsed, and its tree is much larger than its text.
    return Fuzz.of(
            DefinitionFuzzTest.class, DefinitionFuzzTest::parse, InvalidStateMachineException.class)
        .from(seeds)
        .allocating(16 << 20, 16_384);
  }

  private static void parse(byte[] input) {
    StateMachine.load("fuzzed", new String(input, StandardCharsets.UTF_8), SUBSTITUTIONS);
  }
}
