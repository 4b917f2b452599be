package dev.rondo.rounds.step;

import dev.rondo.protocol.round.MaskRange;
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
   * @param status committed, abandoned, fan-out: some parts or groups have work to do, or unmask:
   *     the helper has to add up masks
   * @param evaluate whether the new version is due for evaluation
   * @param phase what they have to do; empty unless the status is fan-out
   * @param parts which parts or groups, by their numbers
   * @param helper the helper's function; empty unless the status is unmask
   * @param ranges of coordinates, for each of which the helper is called
   */
  public record Outcome(
      Status status,
      boolean evaluate,
      Optional<Phase> phase,
      List<Integer> parts,
      Optional<String> helper,
      List<MaskRange> ranges) {

    /** The state of a round after the step. */
    public enum Status {
      COMMITTED,
      ABANDONED,
      FAN_OUT,
      UNMASK
    }

    public Outcome {
      parts = List.copyOf(parts);
      ranges = List.copyOf(ranges);
    }

    private static Outcome of(
        Status status, boolean evaluate, Optional<Phase> phase, List<Integer> parts) {
      return new Outcome(status, evaluate, phase, parts, Optional.empty(), List.of());
    }

    static Outcome committed(Plan plan) {
      return of(Status.COMMITTED, plan.evaluate(), Optional.empty(), List.of());
    }

    static Outcome abandoned() {
      return of(Status.ABANDONED, false, Optional.empty(), List.of());
    }

    static Outcome fanOut(Phase phase, List<Integer> parts) {
      return of(Status.FAN_OUT, false, Optional.of(phase), parts);
    }

    static Outcome unmask(String helper, List<MaskRange> ranges) {
      return new Outcome(
          Status.UNMASK, false, Optional.empty(), List.of(), Optional.of(helper), ranges);
    }
  }

  /** What the helper has said, as far as this execution knows. */
  public sealed interface Helper {

    /** It has not been asked. */
    record NotAsked() implements Helper {}

    /** It has added up all masks that it was asked for. */
    record Answered() implements Helper {}

    /**
     * It has refused a sum of masks.
     *
     * @param reason what is wrong
     */
    record Refused(String reason) implements Helper {}
  }

  public Outcome run(RoundRequest request) {
    return run(request, new Helper.NotAsked());
  }

  /**
   * @param helper a round whose masks the helper refuses to add up is abandoned
   * @throws IllegalStateException if the helper has answered, but its sums are not there
   */
  public Outcome run(RoundRequest request, Helper helper) {
    Plan plan =
        new Documents(store).require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    Optional<Outcome> earlier = new VersionCommit(store, clock).earlier(plan);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    if (helper instanceof Helper.Refused refused) {
      return new VersionCommit(store, clock).abandon(plan, refused.reason());
    }
    ServerOptimizer used = PrivateOptimizer.of(plan, optimizer);
    Outcome outcome = run(plan, used);
    if (outcome.status() == Outcome.Status.UNMASK && helper instanceof Helper.Answered) {
      throw new IllegalStateException(
          "The helper %s has answered for round %s of job %s, but its sums of masks are not in this bucket. Check the bucket in the helper's settings"
              .formatted(outcome.helper().orElseThrow(), plan.round(), plan.job()));
    }
    return outcome;
  }

  private Outcome run(Plan plan, ServerOptimizer used) {
    return plan.parts() == 0
        ? new WholeModel(store, used, clock, resources, groups, noise).run(plan)
        : new ModelInParts(store, used, clock, resources).run(plan);
  }
}
