package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.rounds.step.AwaitQuorum;
import dev.rondo.rounds.step.RoundFunctions;

/** The Lambda function of {@link AwaitQuorum}: stores the task token and checks the quorum. */
public final class AwaitQuorumHandler extends JsonHandler {

  private final RoundSignal signal;

  /** Called by Lambda. */
  public AwaitQuorumHandler() {
    this(AwsFunction.start());
  }

  private AwaitQuorumHandler(AwsFunction aws) {
    this(aws.surroundings(), aws.signal());
  }

  AwaitQuorumHandler(Surroundings surroundings, RoundSignal signal) {
    super(surroundings);
    this.signal = signal;
  }

  @Override
  protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
    return RoundFunctions.awaitQuorum(new AwaitQuorum(store, signal), event);
  }
}
