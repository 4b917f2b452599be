package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.core.round.RoundRequest;
import dev.rondo.core.shard.Reads;
import dev.rondo.core.step.FoldShard;
import dev.rondo.core.step.RoundFunctions;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.functions.support.AwsFunction;
import dev.rondo.functions.support.JsonHandler;
import dev.rondo.functions.support.Log;
import dev.rondo.functions.support.MeteredStore;
import dev.rondo.functions.support.Metric;
import dev.rondo.functions.support.Settings.Setting;
import dev.rondo.functions.support.Surroundings;

/** {@link FoldShard} as a function: one shard of a model that no function holds as a whole. */
public final class FoldShardHandler extends JsonHandler {

  private final Reads reads;

  /** As Lambda makes it. */
  public FoldShardHandler() {
    this(AwsFunction.start(Setting.BUCKET).surroundings(), ReadingThreads.reads());
  }

  FoldShardHandler(Surroundings surroundings, Reads reads) {
    super(surroundings);
    this.reads = reads;
  }

  @Override
  protected JsonNode handle(JsonNode event, MeteredStore store, Log log) {
    RoundRequest request = RoundFunctions.request(event);
    FoldShard step = new FoldShard(store, JobOptimizer.of(new Documents(store), request), reads);
    JsonNode answer = RoundFunctions.foldShard(step, event);
    surroundings()
        .metrics()
        .of(request.job())
        .add(
            Metric.BYTES_FOLDED,
            (double) store.bytesRead(key -> ObjectKeys.roundOfUpdate(key).isPresent()))
        .emit();
    log.info("Shard " + answer.path("shard").asText() + " is done");
    return answer;
  }
}
