package dev.rondo.rounds.step;

import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.DigestedContent;
import dev.rondo.rounds.aggregation.Fold;
import dev.rondo.rounds.aggregation.GroupChoice;
import dev.rondo.rounds.aggregation.NewModel;
import dev.rondo.rounds.aggregation.NewVersion;
import dev.rondo.rounds.aggregation.PartialAggregate;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.step.Aggregate.Outcome;
import dev.rondo.rounds.step.VersionCommit.Written;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Aggregates a whole model (the two-level path): the master holds the sum. If there is much to add
 * up, it lets other functions fold {@link GroupSum groups} first and adds up their sums.
 */
final class WholeModel {

  private final ObjectStore store;
  private final Documents documents;
  private final ServerOptimizer optimizer;
  private final VersionCommit commit;
  private final Reads reads;
  private final int threads;
  private final GroupChoice groupChoice;

  WholeModel(
      ObjectStore store,
      ServerOptimizer optimizer,
      InstantSource clock,
      Reads reads,
      int threads,
      GroupChoice groupChoice) {
    this.store = store;
    this.documents = new Documents(store);
    this.optimizer = optimizer;
    this.commit = new VersionCommit(documents, clock);
    this.reads = reads;
    this.threads = threads;
    this.groupChoice = groupChoice;
  }

  Outcome run(Plan plan) {
    String key = ObjectKeys.decision(plan.job(), plan.round());
    Optional<Decision> frozen = documents.read(key, Decision.class);
    Optional<PartialAggregate> sum = Optional.empty();
    if (frozen.isEmpty()) {
      Chosen chosen = choose(plan);
      Decision winner = documents.writeOnce(key, chosen.decision());
      frozen = Optional.of(winner);
      sum = chosen.sum().filter(mine -> winner.equals(chosen.decision()));
    }
    Decision decision = frozen.get();
    if (decision.abandoned().isPresent()) {
      return Outcome.abandoned();
    }
    if (!commit.isDone(plan)) {
      List<Integer> missing = missingGroups(plan, decision);
      if (!missing.isEmpty()) {
        return Outcome.fanOut(Phase.SUM, missing);
      }
      commit(plan, decision, sum.orElseGet(() -> refold(plan, decision)));
    }
    return Outcome.committed(plan);
  }

  /** A decision, and its sum if it has already been folded. */
  private record Chosen(Decision decision, Optional<PartialAggregate> sum) {}

  /** Chooses every valid update that is there: partial aggregates first, then single updates. */
  private Chosen choose(Plan plan) {
    DisjointPartials partials = DisjointPartials.of(store, plan, reads);
    ValidUpdates valid = new ValidUpdates(store, plan, reads);
    SortedMap<String, Contributor> contributors = new TreeMap<>(partials.contributors());
    SortedMap<String, Contributor> single = valid.known(partials.seats());
    contributors.putAll(single);
    List<UpdateKey> raw =
        new RawUpdates(store, plan, contributors.keySet())
            .atMost(RoundLimits.rawUpdates(plan.seats()));
    int groups =
        groupChoice.groups(
            plan.layout().parameterCount(),
            contributors.size() + raw.size(),
            partials.keys().size(),
            single.size() + raw.size());
    if (groups == 0) {
      return foldNow(plan, valid, partials.keys(), single, raw);
    }
    SortedMap<String, Contributor> validated = valid.validate(raw, Integer.MAX_VALUE);
    single.putAll(validated);
    contributors.putAll(validated);
    contributors.replaceAll((client, contributor) -> contributor.inSum());
    List<String> updates = List.copyOf(single.keySet());
    Decision decision =
        contributors.size() < plan.minimum()
            ? Decision.tooFew(plan, contributors.size())
            : new Decision(
                List.copyOf(contributors.values()),
                partials.keys(),
                updates,
                groups,
                Optional.empty());
    return new Chosen(decision, Optional.empty());
  }

  /** Folds at once, and gives the raw updates their verdicts in the same pass. */
  private Chosen foldNow(
      Plan plan,
      ValidUpdates valid,
      List<String> partials,
      SortedMap<String, Contributor> single,
      List<UpdateKey> raw) {
    Set<UpdateKey> open = Set.copyOf(raw);
    Fold fold =
        new Fold(
            store,
            plan,
            threads,
            checked ->
                reads.all(checked, one -> open.contains(one.key()) ? valid.verdict(one) : one));
    Fold.Folded folded = fold.fold(partials, inOrder(plan, single.keySet(), raw));
    List<Contributor> contributors = List.copyOf(folded.sum().contributors());
    if (contributors.size() < plan.minimum()) {
      return new Chosen(Decision.tooFew(plan, contributors.size()), Optional.empty());
    }
    List<String> updates = folded.updates().stream().map(UpdateKey::client).toList();
    return new Chosen(
        new Decision(contributors, partials, updates, 0, Optional.empty()),
        Optional.of(folded.sum()));
  }

  private static List<UpdateKey> inOrder(Plan plan, Set<String> single, List<UpdateKey> raw) {
    SortedMap<String, UpdateKey> updates = new TreeMap<>();
    single.forEach(client -> updates.put(client, new UpdateKey(plan.job(), plan.round(), client)));
    raw.forEach(update -> updates.put(update.client(), update));
    return List.copyOf(updates.values());
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

  private Fold fold(Plan plan) {
    return new Fold(store, plan, threads);
  }

  /** Computes the sum of a frozen decision. */
  private PartialAggregate refold(Plan plan, Decision decision) {
    PartialAggregate sum =
        decision.groups() == 0
            ? fold(plan).fold(decision.partials(), decision.updateKeys(plan)).sum()
            : fold(plan).fold(groupSums(plan, decision), List.of()).sum();
    if (!List.copyOf(sum.contributors()).equals(decision.contributors())) {
      throw new IllegalStateException(
          "The updates in the store differ from the decision of round %s of job %s"
              .formatted(plan.round(), plan.job()));
    }
    return sum;
  }

  private static List<String> groupSums(Plan plan, Decision decision) {
    return IntStream.rangeClosed(1, decision.groups())
        .mapToObj(n -> ObjectKeys.groupSum(plan.job(), plan.round(), n))
        .toList();
  }

  private void commit(Plan plan, Decision decision, PartialAggregate sum) {
    NewVersion version = NewVersion.of(plan, decision, optimizer);
    VersionManifest base =
        documents.require(
            ObjectKeys.manifest(plan.job(), plan.baseVersion()), VersionManifest.class);
    NewModel model = new NewModel(store, plan, optimizer, base.optimizerKey(), sum);
    Written parameters = put(version.modelKey(), model.parameters());
    Optional<Written> state = version.stateKey().map(key -> put(key, model.state()));
    commit.run(plan, decision, version, parameters, state);
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
