package dev.rondo.functions.evaluation;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.evaluation.Evaluator;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.scale.EvaluationSize;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Creates evaluators for the models of jobs: built-in models by name, other models by the DL4J
 * configuration of the job. It keeps the last one with its networks.
 */
final class JobModels {

  /** The largest valid configuration. */
  private static final int MAX_BYTES = 16 << 20;

  private final Capacity capacity;
  private Optional<Kept> kept = Optional.empty();

  /** The source of a model; the tag is that of the configuration, or empty for a built-in model. */
  private record Made(String model, String etag, List<Integer> exampleShape, int classes) {}

  private record Kept(Made of, Evaluator evaluator) {}

  JobModels(Capacity capacity) {
    this.capacity = capacity;
  }

  /**
   * @throws IllegalArgumentException when there is no such model, or it does not suit the data
   */
  Evaluator evaluator(ObjectStore store, Plan plan, Dataset data) {
    boolean builtIn = Models.NAMES.contains(plan.model());
    String key = ObjectKeys.modelConfiguration(plan.job());
    String etag =
        builtIn ? "" : store.head(key).map(ObjectInfo::etag).orElseThrow(() -> missing(plan));
    String name = builtIn ? plan.model() : key;
    Made made = new Made(name, etag, data.exampleShape(), data.classes());
    if (kept.isEmpty() || !kept.get().of().equals(made)) {
      Model model =
          builtIn
              ? Models.named(name, data.exampleShape(), data.classes())
              : configured(store, key, plan, data);
      if (!model.layout().equals(plan.layout())) {
        throw new IllegalArgumentException(
            "With examples of shape %2$s, model %1$s has different tensors than the plan"
                .formatted(plan.model(), data.exampleShape()));
      }
      kept = Optional.of(new Kept(made, Evaluators.forModel(model, threads(model, data))));
    }
    return kept.get().evaluator();
  }

  /** Each thread has a network of its own, so a large model is evaluated on fewer. */
  int threads(Model model, Dataset data) {
    long testBytes = (long) Float.BYTES * data.exampleSize() * data.size();
    return new EvaluationSize(model.layout().parameterCount(), data.size(), testBytes)
        .threads(capacity.memoryMb(), capacity.processors());
  }

  private static Model configured(ObjectStore store, String key, Plan plan, Dataset data) {
    try (StoredObject object = store.get(key).orElseThrow(() -> missing(plan))) {
      byte[] json = object.body().readNBytes(MAX_BYTES + 1);
      if (json.length > MAX_BYTES) {
        throw new IllegalArgumentException(key + " is larger than " + MAX_BYTES + " bytes");
      }
      return Models.configured(json, key, data.exampleShape());
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
  }

  private static IllegalArgumentException missing(Plan plan) {
    return new IllegalArgumentException(
        "Model '%s' is not one of %s, and %s does not exist"
            .formatted(plan.model(), Models.NAMES, ObjectKeys.modelConfiguration(plan.job())));
  }
}
