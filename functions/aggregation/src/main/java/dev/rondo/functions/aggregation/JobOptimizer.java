package dev.rondo.functions.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.state.RoundRequest;

/** The server optimizer of a job's configuration. */
final class JobOptimizer {

  private JobOptimizer() {}

  static ServerOptimizer of(Documents documents, RoundRequest request) {
    JobConfig config =
        JobConfig.fromJson(documents.require(ObjectKeys.job(request.job()), JsonNode.class));
    return config.optimizer();
  }
}
