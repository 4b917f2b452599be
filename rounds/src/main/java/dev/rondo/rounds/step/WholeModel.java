package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.DigestedContent;
import dev.rondo.rounds.aggregation.Fold;
import dev.rondo.rounds.aggregation.GroupChoice;
import dev.rondo.rounds.aggregation.GroupFile;
import dev.rondo.rounds.aggregation.NewModel;
import dev.rondo.rounds.aggregation.NewVersion;
import dev.rondo.rounds.aggregation.PartialAggregate;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.privacy.ReleaseNoise;
import dev.rondo.rounds.privacy.StateKeys;
import dev.rondo.rounds.step.Aggregate.Outcome;
import dev.rondo.rounds.step.VersionCommit.Written;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Aggregates a whole model (the two-level path): the master holds the sum. If there is much to add
 * up, it lets other functions fold {@link GroupSum groups} first and adds up their sums.
 */
final class WholeModel {

  private final ObjectStore store;
  private final Documents documents;
  private final ServerOptimizer optimizer;
  private final VersionCommit commit;
  private final Resources resources;
  private final GroupChoice groupChoice;
  private final NoiseKeys noise;

  WholeModel(
      ObjectStore store,
      ServerOptimizer optimizer,
      InstantSource clock,
      Resources resources,
      GroupChoice groupChoice,
      NoiseKeys noise) {
    this.store = store;
    this.documents = new Documents(store);
    this.optimizer = optimizer;
    this.commit = new VersionCommit(store, clock);
    this.resources = resources;
    this.groupChoice = groupChoice;
    this.noise = noise;
  }

  Outcome run(Plan plan) {
    String key = ObjectKeys.decision(plan.job(), plan.round());
    Optional<Decision> frozen = documents.read(key, Decision.class);
    Optional<PartialAggregate> sum = Optional.empty();
    if (frozen.isEmpty()) {
      WholeChoice.Chosen chosen = new WholeChoice(store, plan, resources, groupChoice).choose();
      Decision winner = documents.writeOnce(key, chosen.decision());
      frozen = Optional.of(winner);
      sum = chosen.sum().filter(mine -> winner.equals(chosen.decision()));
    }
    Decision decision = frozen.get();
    if (decision.abandoned().isPresent()) {
      return commit.abandon(plan, decision.abandoned().get());
    }
    if (!plan.trains()) {
      return commit.measured(plan); // The decision has the sums.
    }
    List<Integer> missing = missingGroups(plan, decision);
    if (!missing.isEmpty()) {
      return Outcome.fanOut(Phase.SUM, missing);
    }
    Optional<Unmasking> unmasking = Unmasking.of(store, plan, decision);
    Optional<Outcome> asking = unmasking.flatMap(Unmasking::asks);
    if (asking.isPresent()) {
      return asking.get();
    }
    PartialAggregate all = sum.orElseGet(() -> refold(plan, decision));
    unmasking.ifPresent(masks -> masks.sums().unmask(all, resources.blocks().ofSum()));
    return commit(plan, decision, all);
  }

  private List<Integer> missingGroups(Plan plan, Decision decision) {
    if (decision.groups() == 0) {
      return List.of();
    }
    return Missing.of(
        store,
        ObjectKeys.groupSums(plan.job(), plan.round()),
        decision.groups(),
        n -> ObjectKeys.groupSum(plan.job(), plan.round(), n));
  }

  /** Computes the sum of a frozen decision. */
  private PartialAggregate refold(Plan plan, Decision decision) {
    PartialAggregate sum =
        decision.groups() == 0
            ? new Fold(
                    store,
                    decision.weighing(plan),
                    resources.threads(),
                    resources.blocks(),
                    decision.examples())
                .fold(decision.partials(), decision.updateKeys(plan))
                .sum()
            : sumOfGroups(plan, decision);
    if (!List.copyOf(sum.contributors()).equals(decision.contributors())) {
      throw new IllegalStateException(
          "The updates in the store differ from the decision of round %s of job %s"
              .formatted(plan.round(), plan.job()));
    }
    return sum;
  }

  private PartialAggregate sumOfGroups(Plan plan, Decision decision) {
    PartialAggregate sum = new PartialAggregate(plan.updateLayout().parameterCount());
    GroupFile file = new GroupFile(store, plan, decision, resources.blocks());
    for (int number = 1; number <= decision.groups(); number++) {
      file.addTo(sum, number);
    }
    return sum;
  }

  private Outcome commit(Plan plan, Decision decision, PartialAggregate sum) {
    NewVersion version = NewVersion.of(plan, decision, optimizer);
    NewModel model =
        new NewModel(
            store,
            plan,
            optimizer,
            StateKeys.of(documents, plan),
            () -> ReleaseNoise.of(plan, noise, version.digest()),
            sum,
            resources.blocks());
    Written parameters = put(version.modelKey(), model.parameters());
    Optional<Written> state = version.stateKey().map(key -> put(key, model.state()));
    return commit.run(plan, decision, version, parameters, state);
  }

  /** Writes an object with deterministic bytes and returns its digest. */
  private Written put(String key, Content content) {
    DigestedContent digested = new DigestedContent(content);
    if (store.putIfAbsent(key, digested) instanceof PutOutcome.Stored) {
      return Written.whole(digested.sha256());
    }
    try (StoredObject there = store.get(key).orElseThrow();
        OutputStream nowhere = OutputStream.nullOutputStream()) {
      digested.writeTo(nowhere);
      Digest found = new Digest();
      there.body().transferTo(found.through(nowhere));
      if (!found.hex().equals(digested.sha256())) {
        throw new IllegalStateException(key + " already exists with different bytes");
      }
    } catch (IOException e) {
      throw new StoreException("Cannot compare " + key, e);
    }
    return Written.whole(digested.sha256());
  }
}
