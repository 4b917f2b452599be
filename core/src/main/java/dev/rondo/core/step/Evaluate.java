package dev.rondo.core.step;

import dev.rondo.core.aggregation.ModelFile;
import dev.rondo.core.round.Card;
import dev.rondo.core.round.Plan;
import dev.rondo.core.round.RoundRequest;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.training.Evaluation;
import java.util.Optional;

/** Measures a committed version on the job's test set and writes the result beside its card. */
public final class Evaluate {

  private final ObjectStore store;
  private final Documents documents;
  private final ModelEvaluator evaluator;

  /** Runs a model on the test set. */
  @FunctionalInterface
  public interface ModelEvaluator {

    /**
     * @param model the model's name
     * @param parameters its parameter vector
     */
    Evaluation evaluate(String model, float[] parameters);
  }

  public Evaluate(ObjectStore store, ModelEvaluator evaluator) {
    this.store = store;
    this.documents = new Documents(store);
    this.evaluator = evaluator;
  }

  public Evaluation run(RoundRequest request) {
    String key = ObjectKeys.evaluation(request.job(), request.round());
    Optional<Evaluation> done = documents.read(key, Evaluation.class);
    if (done.isPresent()) {
      return done.get();
    }
    Plan plan = documents.require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    Card card = documents.require(ObjectKeys.card(request.job(), request.round()), Card.class);
    float[] parameters = ModelFile.read(store, card.modelKey(), plan.layout());
    return documents.writeOnce(key, evaluator.evaluate(plan.model(), parameters));
  }
}
