package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import java.util.Optional;

/**
 * The keys of the objects that follow from a decision. No other decision writes these objects.
 *
 * @param digest of the decision and its base model
 * @param modelKey key of the parameters
 * @param stateKey key of the server optimizer's state, when it has any
 */
public record NewVersion(String digest, String modelKey, Optional<String> stateKey) {

  public static NewVersion of(Plan plan, Decision decision, ServerOptimizer optimizer) {
    String digest = digest(plan, decision);
    return new NewVersion(
        digest,
        ObjectKeys.model(plan.job(), plan.round(), digest),
        optimizer.state().isEmpty()
            ? Optional.empty()
            : Optional.of(ObjectKeys.optimizerState(plan.job(), plan.round(), digest)));
  }

  private static String digest(Plan plan, Decision decision) {
    Digest digest =
        new Digest().add(plan.job()).add(Integer.toString(plan.round())).add(plan.baseModel());
    decision.partials().forEach(digest::add);
    for (Contributor contributor : decision.contributors()) {
      digest.add(contributor.client()).add(contributor.etag());
      digest.add(Double.toString(contributor.weight()));
    }
    return digest.hex();
  }
}
