package dev.rondo.agent.training;

import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.evaluation.Evaluators;
import dev.rondo.learning.evaluation.MeasuringTrainer;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.learning.training.LocalTrainer;
import dev.rondo.learning.training.Trainers;
import dev.rondo.protocol.model.TensorSpec;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The models that a plan can name: the built-in ones, and the DL4J configuration of the job in the
 * bucket. A plan never makes the agent open a file of this machine. The last model is kept for the
 * next round. For one thread.
 */
public final class PlanModels implements PlanTrainer {

  private static final int MAX_CONFIGURATION_BYTES = 16 << 20;

  private final ObjectStore store;
  private Optional<Ready> ready = Optional.empty();

  private record Key(String model, List<Integer> exampleShape, int classes) {}

  private record Ready(Key key, Model model, LocalTrainer trainer) {}

  public PlanModels(ObjectStore store) {
    this.store = store;
  }

  @Override
  public LocalTrainer of(Plan plan, Dataset examples) {
    if (!plan.config().isEmpty()) {
      throw new IllegalArgumentException(
          "Job %s has settings for a trainer (trainer_config), but this agent has no trainer. Set RONDO_TRAINER."
              .formatted(plan.job()));
    }
    int classes = classes(plan, examples);
    boolean builtIn = Models.NAMES.contains(plan.model());
    byte[] configuration = builtIn ? new byte[0] : configuration(plan);
    String name = builtIn ? plan.model() : new Digest().add(configuration).hex();
    Key key = new Key(name, examples.exampleShape(), classes);
    Ready current = ready.filter(model -> model.key().equals(key)).orElse(null);
    if (current == null) {
      Model model =
          builtIn
              ? Models.named(plan.model(), examples.exampleShape(), classes)
              : Models.configured(
                  configuration,
                  ObjectKeys.modelConfiguration(plan.job()),
                  examples.exampleShape());
      current = new Ready(key, model, Trainers.forModel(model));
      ready = Optional.of(current);
    }
    current.model().checkFits(examples);
    if (!current.model().layout().equals(plan.layout())) {
      throw new IllegalArgumentException(
          "With examples of shape %2$s, model %1$s has different tensors than the plan"
              .formatted(plan.model(), examples.exampleShape()));
    }
    return plan.trains()
        ? current.trainer()
        : new MeasuringTrainer(Evaluators.forModel(current.model(), 1));
  }

  /**
   * The number of outputs according to the last tensor of the plan. A client's own data may not
   * contain the highest label.
   */
  private static int classes(Plan plan, Dataset examples) {
    List<TensorSpec> tensors = plan.layout().tensors();
    if (tensors.isEmpty() || tensors.get(tensors.size() - 1).shape().isEmpty()) {
      return examples.classes();
    }
    return Math.max(examples.classes(), tensors.get(tensors.size() - 1).shape().get(0));
  }

  private byte[] configuration(Plan plan) {
    String key = ObjectKeys.modelConfiguration(plan.job());
    StoredObject found =
        store
            .get(key)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Model '%s' is not one of %s, and %s does not exist"
                            .formatted(plan.model(), Models.NAMES, key)));
    try (StoredObject object = found) {
      byte[] bytes = object.body().readNBytes(MAX_CONFIGURATION_BYTES + 1);
      if (bytes.length > MAX_CONFIGURATION_BYTES) {
        throw new IllegalArgumentException(
            key + " is larger than " + MAX_CONFIGURATION_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new StoreException("Cannot read " + key, e);
    }
  }
}
