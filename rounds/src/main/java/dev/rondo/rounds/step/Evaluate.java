package dev.rondo.rounds.step;

import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.Evaluation;
import dev.rondo.rounds.state.RoundRequest;
import java.util.Optional;

/**
 * Evaluates a committed version on the job's test set and writes the result beside its manifest.
 */
public final class Evaluate {

  private final ObjectStore store;
  private final Documents documents;
  private final ModelEvaluator evaluator;

  /** Runs a model on the test set. */
  @FunctionalInterface
  public interface ModelEvaluator {

    /**
     * @param plan the plan of the round that made the version
     * @param parameters its parameter vector
     */
    Evaluation evaluate(Plan plan, float[] parameters);
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
    VersionManifest manifest =
        documents.require(
            ObjectKeys.manifest(request.job(), request.round()), VersionManifest.class);
    float[] parameters = ModelFile.read(store, manifest.modelKey(), plan.layout());
    return documents.writeOnce(key, evaluator.evaluate(plan, parameters));
  }
}
