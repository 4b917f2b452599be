package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.GroupChoice;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.privacy.PrivateOptimizer;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.state.RoundRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The master's step: decides who contributes, freezes the decision, and commits the version that
 * follows from it. If the model is aggregated in parts or groups, it first returns which of them
 * have work to do (fan-out), and later commits their results.
 *
 * <p>Several masters can run it at the same time, and it can run again after a crash at any line.
 * The decision is written once, and everything after it depends only on the decision and the plan,
 * so every master makes the same bytes. The outcome is written once, too: a master that finds an
 * abandoned round commits nothing.
 */
public final class Aggregate {

  private final ObjectStore store;
  private final ServerOptimizer optimizer;
  private final InstantSource clock;
  private final Resources resources;
  private final GroupChoice groups;
  private final NoiseKeys noise;

  /** Reads sequentially, forms groups by the cost model, and never sees a private round. */
  public Aggregate(ObjectStore store, ServerOptimizer optimizer, InstantSource clock) {
    this(
        store,
        optimizer,
        clock,
        Resources.oneByOne(),
        AggregationModel.standard()::groups,
        NoiseKeys.NONE);
  }

  /**
   * @param groups whether a whole model is folded in groups first
   * @param noise the keys of the noise of private rounds
   */
  public Aggregate(
      ObjectStore store,
      ServerOptimizer optimizer,
      InstantSource clock,
      Resources resources,
      GroupChoice groups,
      NoiseKeys noise) {
    this.store = store;
    this.optimizer = optimizer;
    this.clock = clock;
    this.resources = resources;
    this.groups = groups;
    this.noise = noise;
  }

  /**
   * The result of the step.
   *
   * @param status committed, abandoned, or fan-out: some parts or groups have work to do
   * @param evaluate whether the new version is due for evaluation
   * @param phase what they have to do; empty unless the status is fan-out
   * @param parts which parts or groups, by their numbers
   */
  public record Outcome(
      Status status, boolean evaluate, Optional<Phase> phase, List<Integer> parts) {

    /** The state of a round after the step. */
    public enum Status {
      COMMITTED,
      ABANDONED,
      FAN_OUT
    }

    public Outcome {
      parts = List.copyOf(parts);
    }

    static Outcome committed(Plan plan) {
      return new Outcome(Status.COMMITTED, plan.evaluate(), Optional.empty(), List.of());
    }

    static Outcome abandoned() {
      return new Outcome(Status.ABANDONED, false, Optional.empty(), List.of());
    }

    static Outcome fanOut(Phase phase, List<Integer> parts) {
      return new Outcome(Status.FAN_OUT, false, Optional.of(phase), parts);
    }
  }

  public Outcome run(RoundRequest request) {
    Plan plan =
        new Documents(store).require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    Optional<Outcome> earlier = new VersionCommit(store, clock).earlier(plan);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    ServerOptimizer used = PrivateOptimizer.of(plan, optimizer);
    return plan.parts() == 0
        ? new WholeModel(store, used, clock, resources, groups, noise).run(plan)
        : new ModelInParts(store, used, clock, resources).run(plan);
  }
}
