package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.core.job.JobConfig;
import dev.rondo.core.optimizer.ServerOptimizer;
import dev.rondo.core.round.RoundRequest;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;

/** The server optimizer that a job was founded with. */
final class JobOptimizer {

  private JobOptimizer() {}

  static ServerOptimizer of(Documents documents, RoundRequest request) {
    JobConfig config =
        JobConfig.fromJson(documents.require(ObjectKeys.job(request.job()), JsonNode.class));
    return ServerOptimizer.of(config.serverLearningRate(), config.serverMomentum());
  }
}
