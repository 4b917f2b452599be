package dev.rondo.rounds.step;

import dev.rondo.protocol.model.FilePart;
import dev.rondo.protocol.model.ModelDigest;
import dev.rondo.protocol.model.Release;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.NewVersion;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.step.Aggregate.Outcome;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Ends a round for the master: commits a version by writing the outcome with its manifest, or
 * abandons the round. Several callers may try; the outcome is written once, and all of them return
 * what it says.
 */
final class VersionCommit {

  private final RoundOutcomes outcomes;
  private final InstantSource clock;

  VersionCommit(ObjectStore store, InstantSource clock) {
    this.outcomes = new RoundOutcomes(store);
    this.clock = clock;
  }

  /**
   * The digest of an object that belongs to the version.
   *
   * @param parts its parts, when many functions wrote it
   */
  record Written(String sha256, List<FilePart> parts) {

    static Written whole(String sha256) {
      return new Written(sha256, List.of());
    }

    static Written of(List<FilePart> parts) {
      return new Written(ModelDigest.of(parts), parts);
    }
  }

  /** What follows from the outcome of the round, if it has one. */
  Optional<Outcome> earlier(Plan plan) {
    return outcomes.read(plan.job(), plan.round()).map(outcome -> end(plan, outcome));
  }

  /** Abandons a round that has too few updates, or whose masks the helper does not add up. */
  Outcome abandon(Plan plan, String reason) {
    RoundOutcome abandoned = RoundOutcome.abandon(new Abandonment(Abandonment.By.MASTER, reason));
    return end(plan, outcomes.write(plan, abandoned));
  }

  /** Ends a round whose clients only measured, unless it was abandoned before. */
  Outcome measured(Plan plan) {
    return end(plan, outcomes.write(plan, RoundOutcome.measure(plan.baseVersion())));
  }

  private Outcome end(Plan plan, RoundOutcome outcome) {
    outcomes.complete(plan, outcome);
    return outcome.wasAbandoned() ? Outcome.abandoned() : Outcome.committed(plan);
  }

  /**
   * Commits the version, unless the round was abandoned before.
   *
   * @param model the parameters, which are already in the store
   * @param state the optimizer's state, likewise
   */
  Outcome run(
      Plan plan, Decision decision, NewVersion version, Written model, Optional<Written> state) {
    List<Contributor> contributors = decision.contributors();
    long examples = contributors.stream().mapToLong(Contributor::examples).sum();
    VersionManifest manifest =
        new VersionManifest(
            plan.job(),
            plan.round(),
            Optional.of(plan.baseVersion()),
            Optional.of(version.digest()),
            contributors.size(),
            examples,
            contributors.stream().mapToDouble(Contributor::weight).sum(),
            trainLoss(contributors, decision.weighing(plan)),
            version.modelKey(),
            model.sha256(),
            model.parts(),
            version.stateKey(),
            state.map(Written::sha256),
            state.map(Written::parts).orElse(List.of()),
            plan.privacy().map(privacy -> release(plan, privacy)),
            clock.instant());
    RoundOutcome outcome = outcomes.write(plan, RoundOutcome.commit(manifest));
    boolean differs =
        outcome.committed().filter(m -> !m.modelSha256().equals(model.sha256())).isPresent();
    if (differs) {
      throw new IllegalStateException(
          "Version %s of job %s is already committed with different bytes"
              .formatted(plan.round(), plan.job()));
    }
    return end(plan, outcome);
  }

  private static Release release(Plan plan, Privacy privacy) {
    return new Release(
        privacy.mechanism(),
        privacy.noiseMultiplier(),
        plan.clipUpdateNorm(),
        privacy.denominator(),
        privacy.release(),
        privacy.spent(),
        privacy.delta());
  }

  /**
   * The mean loss of the examples that count, of the contributors that tell theirs: a client cannot
   * move it by a large number.
   */
  private static OptionalDouble trainLoss(List<Contributor> contributors, Plan plan) {
    List<Contributor> telling =
        contributors.stream().filter(c -> c.trainLoss().isPresent()).toList();
    if (telling.isEmpty()) {
      return OptionalDouble.empty();
    }
    long most = plan.admission().maxExamples();
    double examples = telling.stream().mapToLong(c -> Math.min(c.examples(), most)).sum();
    double mean = 0;
    for (Contributor contributor : telling) {
      double loss = contributor.trainLoss().orElseThrow();
      // Divided first, so that the mean of finite losses is finite.
      mean += loss * (Math.min(contributor.examples(), most) / examples);
    }
    return OptionalDouble.of(mean);
  }
}
