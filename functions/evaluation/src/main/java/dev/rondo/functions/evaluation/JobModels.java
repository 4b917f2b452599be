package dev.rondo.functions.evaluation;

import dev.rondo.core.round.Plan;
import dev.rondo.core.store.ObjectInfo;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.StoreException;
import dev.rondo.core.store.StoredObject;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.evaluation.Evaluator;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Evaluators of jobs' models: built-in ones by name, others by the DL4J configuration that lies
 * beside the job. The last one is kept, with the networks that it has made.
 */
final class JobModels {

  private final int threads;
  private Optional<Kept> kept = Optional.empty();

  /** What a model is made of; the tag is the configuration's, or empty for a built-in one. */
  private record Made(String model, String etag, List<Integer> exampleShape, int classes) {}

  private record Kept(Made of, Evaluator evaluator) {}

  JobModels(int threads) {
    this.threads = threads;
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
      Model model = builtIn ? model(name, data) : configured(store, key, plan, data);
      kept = Optional.of(new Kept(made, Evaluators.forModel(model, threads)));
    }
    return kept.get().evaluator();
  }

  private static Model model(String nameOrFile, Dataset data) {
    return Models.named(nameOrFile, data.exampleShape(), data.classes());
  }

  private static Model configured(ObjectStore store, String key, Plan plan, Dataset data) {
    try (StoredObject object = store.get(key).orElseThrow(() -> missing(plan))) {
      Path file = Files.createTempFile("model-", ".json");
      try {
        Files.copy(object.body(), file, StandardCopyOption.REPLACE_EXISTING);
        return model(file.toString(), data);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new StoreException("Could not read " + key, e);
    }
  }

  private static IllegalArgumentException missing(Plan plan) {
    return new IllegalArgumentException(
        "The model '%s' is none of %s, and there is no %s"
            .formatted(plan.model(), Models.NAMES, ObjectKeys.modelConfiguration(plan.job())));
  }
}
