package dev.rondo.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Plan;
import java.nio.file.Path;
import java.util.Optional;

/** The requests to a trainer, without their ids. */
final class Requests {

  private Requests() {}

  /** Asks to train a client, and to measure the base version, too, if the plan wants that. */
  static ObjectNode train(TrainTask task, Path base, Path out) {
    Plan plan = task.plan();
    ObjectNode request =
        TrainerProcess.request("train")
            .put("job", plan.job())
            .put("round", plan.round())
            .put("client", task.client());
    putPartition(request, task.partition());
    request.put("shard", task.shard().map(Path::toString).orElse(null));
    request.put("base", base.toString()).put("out", out.toString());
    request.set("training", Json.tree(plan.training()));
    request.set("config", plan.config().toJson());
    request.put("seed", task.shortSeed()).put("deadline", plan.deadline().toString());
    if (plan.clientEvaluation()) {
      request.put("evaluate", true).put("version", plan.baseVersion());
    }
    return request;
  }

  /** Asks to measure the base version for a client. */
  static ObjectNode evaluate(TrainTask task, Path model) {
    Plan plan = task.plan();
    ObjectNode request = evaluate(plan, plan.baseVersion(), task.shard(), model);
    request.put("client", task.client());
    putPartition(request, task.partition());
    return request;
  }

  /** Asks to measure a version on the test data. */
  static ObjectNode evaluate(Plan plan, int version, Optional<Path> shard, Path model) {
    ObjectNode request =
        TrainerProcess.request("evaluate")
            .put("job", plan.job())
            .put("version", version)
            .putNull("client");
    putPartition(request, Optional.empty());
    request.put("shard", shard.map(Path::toString).orElse(null)).put("model", model.toString());
    request.set("config", plan.config().toJson());
    return request;
  }

  private static void putPartition(ObjectNode request, Optional<TrainTask.Partition> partition) {
    request.put("partition", partition.map(TrainTask.Partition::number).orElse(null));
    request.put("partitions", partition.map(TrainTask.Partition::of).orElse(null));
  }
}
