package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.step.CloseRound;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.step.RoundFunctions;

/**
 * The Lambda function of {@link CloseRound}: writes the result of the round and, if this call ended
 * the round, emits its metrics.
 */
public final class CloseRoundHandler extends JsonHandler {

  private final Reads reads;

  /** Called by Lambda. */
  public CloseRoundHandler() {
    this(AwsFunction.start().surroundings(), ReadingThreads.reads());
  }

  CloseRoundHandler(Surroundings surroundings, Reads reads) {
    super(surroundings);
    this.reads = reads;
  }

  @Override
  protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
    RoundRequest request = RoundFunctions.request(event);
    boolean closedBefore =
        new Documents(store).exists(ObjectKeys.result(request.job(), request.round()));
    JsonNode answer =
        RoundFunctions.closeRound(
            new CloseRound(store, surroundings().clock(), Resources.of(reads, 1)), event);
    if (!closedBefore) {
      emit(request, store, log);
    }
    return answer;
  }

  /**
   * Emits metrics. A failure is only logged, because the round has ended and a retry would find it
   * closed.
   */
  private void emit(RoundRequest request, MeteredStore store, Log log) {
    try {
      new RoundMetrics(store, surroundings().metrics(), log).emit(request);
    } catch (RuntimeException e) {
      log.error("Cannot compute some metrics of the closed round", e);
    }
  }
}
