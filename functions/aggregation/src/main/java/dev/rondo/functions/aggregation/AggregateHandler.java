package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.support.Surroundings;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.privacy.NoiseSecret;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.step.Aggregate;
import dev.rondo.rounds.step.Resources;
import dev.rondo.rounds.step.RoundFunctions;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * The Lambda function of {@link Aggregate}, the master. It uses the server optimizer of the job's
 * configuration.
 *
 * <p>The first run of a round logs how long the round has waited. Each run logs its duration and
 * the bytes that it read.
 */
public final class AggregateHandler extends JsonHandler {

  private final Reads reads;
  private final RandomGenerator random;

  /** Called by Lambda. */
  public AggregateHandler() {
    this(AwsFunction.start());
  }

  private AggregateHandler(AwsFunction aws) {
    this(aws.surroundings(), ReadingThreads.reads(), aws.random());
  }

  /**
   * @param random makes the noise secret of a stack when its first private round is aggregated
   */
  AggregateHandler(Surroundings surroundings, Reads reads, RandomGenerator random) {
    super(surroundings);
    this.reads = reads;
    this.random = random;
  }

  @Override
  protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
    Instant start = surroundings().clock().instant();
    RoundRequest request = RoundFunctions.request(event);
    Documents documents = new Documents(store);
    Plan plan = documents.require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    if (!documents.exists(ObjectKeys.decision(request.job(), request.round()))
        && (plan.parts() == 0
            || !documents.exists(ObjectKeys.candidates(request.job(), request.round())))) {
      surroundings()
          .metrics()
          .of(request.job())
          .add(Metric.QUORUM_WAIT, seconds(plan.openedAt(), start))
          .emit();
    }
    Aggregate step =
        new Aggregate(
            store,
            JobOptimizer.of(documents, request),
            surroundings().clock(),
            Resources.of(reads, Runtime.getRuntime().availableProcessors()),
            AggregationModel.standard()::groups,
            new NoiseSecret(store, random));
    JsonNode answer = RoundFunctions.aggregate(step, event);
    Instant end = surroundings().clock().instant();
    surroundings()
        .metrics()
        .of(request.job())
        .add(Metric.AGGREGATION_DURATION, seconds(start, end))
        .add(Metric.BYTES_FOLDED, (double) bytesFolded(store))
        .emit();
    log.info("The round is " + answer.path("status").asText());
    return answer;
  }

  /** Bytes of updates and partial aggregates that were read. */
  private static long bytesFolded(MeteredStore store) {
    return store.bytesRead(key -> ObjectKeys.roundOfUpdate(key).isPresent());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
