package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.FunctionSettings;
import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.rounds.state.Executions;
import dev.rondo.rounds.state.NonceSecret;
import dev.rondo.rounds.state.RoundSignal;
import dev.rondo.rounds.step.AbandonRound;
import dev.rondo.rounds.step.OpenRound;
import dev.rondo.rounds.step.RoundFunctions;
import java.util.random.RandomGenerator;

/**
 * The Lambda function of {@link OpenRound}: writes the plan and publishes the seats, or abandons
 * the round if the input of the execution has a reason for it ({@link AbandonRound}). For an open
 * round it emits a timestamp as a metric, so a retry changes nothing. It emits none for a round
 * that has ended or that another execution owns.
 */
public final class OpenRoundHandler extends JsonHandler {

  private final TaskQueue queue;
  private final Executions executions;
  private final RoundSignal signal;
  private final RandomGenerator random;

  /** Called by Lambda. */
  public OpenRoundHandler() {
    this(AwsFunction.start(FunctionSettings.TASK_QUEUE_URL));
  }

  private OpenRoundHandler(AwsFunction aws) {
    this(aws.surroundings(), aws.taskQueue(), aws.executions(), aws.signal(), aws.random());
  }

  OpenRoundHandler(
      Surroundings surroundings,
      TaskQueue queue,
      Executions executions,
      RoundSignal signal,
      RandomGenerator random) {
    super(surroundings);
    this.queue = queue;
    this.executions = executions;
    this.signal = signal;
    this.random = random;
  }

  @Override
  protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
    OpenRound step =
        new OpenRound(
            store, queue, NonceSecret.in(store, random), executions, surroundings().clock());
    JsonNode answer = RoundFunctions.openRound(step, new AbandonRound(store, signal), event);
    if (answer.path("state").asText().equals("open")) {
      surroundings()
          .metrics()
          .of(event.path("job").asText())
          .add(Metric.ROUND_OPENED_AT, surroundings().clock().instant().toEpochMilli() / 1000.0)
          .emit();
    }
    log.info("The round is " + answer.path("state").asText());
    return answer;
  }
}
