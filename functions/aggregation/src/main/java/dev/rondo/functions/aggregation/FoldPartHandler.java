package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.privacy.NoiseSecret;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.step.FoldPart;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.step.RoundFunctions;
import java.util.random.RandomGenerator;

/** The Lambda function of {@link FoldPart}: aggregates one model part or one group. */
public final class FoldPartHandler extends JsonHandler {

  private final Reads reads;
  private final RandomGenerator random;

  /** Called by Lambda. */
  public FoldPartHandler() {
    this(AwsFunction.start());
  }

  private FoldPartHandler(AwsFunction aws) {
    this(aws.surroundings(), ReadingThreads.reads(), aws.random());
  }

  /**
   * @param random makes the noise secret of a stack when its first private round is aggregated
   */
  FoldPartHandler(Surroundings surroundings, Reads reads, RandomGenerator random) {
    super(surroundings);
    this.reads = reads;
    this.random = random;
  }

  @Override
  protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
    RoundRequest request = RoundFunctions.request(event);
    FoldPart step =
        new FoldPart(
            store,
            JobOptimizer.of(new Documents(store), request),
            Resources.of(reads, Runtime.getRuntime().availableProcessors()),
            new NoiseSecret(store, random));
    JsonNode answer = RoundFunctions.foldPart(step, event);
    surroundings()
        .metrics()
        .of(request.job())
        .add(
            Metric.BYTES_FOLDED,
            (double) store.bytesRead(key -> ObjectKeys.roundOfUpdate(key).isPresent()))
        .emit();
    log.info("Finished part " + answer.path("part").asText());
    return answer;
  }
}
