package dev.rondo.core.step;

import dev.rondo.core.aggregation.Contributor;
import dev.rondo.core.aggregation.Contributors;
import dev.rondo.core.aggregation.Digest;
import dev.rondo.core.aggregation.DigestedContent;
import dev.rondo.core.aggregation.Fold;
import dev.rondo.core.aggregation.NewModel;
import dev.rondo.core.aggregation.NewVersion;
import dev.rondo.core.aggregation.PartialAggregate;
import dev.rondo.core.aggregation.PartialFile;
import dev.rondo.core.aggregation.Rejections;
import dev.rondo.core.optimizer.ServerOptimizer;
import dev.rondo.core.round.Card;
import dev.rondo.core.round.Plan;
import dev.rondo.core.scale.RoundLimits;
import dev.rondo.core.step.Aggregate.Outcome;
import dev.rondo.core.step.VersionCard.Written;
import dev.rondo.core.store.Content;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.store.PutOutcome;
import dev.rondo.core.store.StoreException;
import dev.rondo.core.store.StoredObject;
import dev.rondo.core.store.UpdateKey;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The two-level path: the master holds the sum of the whole model. */
final class WholeModel {

  private final ObjectStore store;
  private final Documents documents;
  private final ServerOptimizer optimizer;
  private final VersionCard card;
  private final int threads;

  WholeModel(ObjectStore store, ServerOptimizer optimizer, InstantSource clock, int threads) {
    this.store = store;
    this.documents = new Documents(store);
    this.optimizer = optimizer;
    this.card = new VersionCard(documents, clock);
    this.threads = threads;
  }

  Outcome run(Plan plan) {
    String key = ObjectKeys.contributors(plan.job(), plan.round());
    Optional<Contributors> frozen = documents.read(key, Contributors.class);
    Fold fold = new Fold(store, plan, threads);
    PartialAggregate sum = null;
    if (frozen.isEmpty()) {
      Chosen chosen = choose(plan, fold);
      Contributors winner = documents.writeOnce(key, chosen.decision());
      frozen = Optional.of(winner);
      sum = winner.equals(chosen.decision()) ? chosen.sum() : null;
    }
    Contributors decision = frozen.get();
    if (decision.abandoned().isPresent()) {
      return Outcome.abandoned();
    }
    if (!card.isThere(plan)) {
      commit(plan, decision, sum == null ? refold(plan, fold, decision) : sum);
    }
    return Outcome.committed(plan);
  }

  private record Chosen(Contributors decision, PartialAggregate sum) {}

  /** Everything valid that is there, each client once. */
  private Chosen choose(Plan plan, Fold fold) {
    Set<String> covered = new HashSet<>();
    List<String> partials = disjointPartials(plan, covered);
    RawUpdates raw = new RawUpdates(store, plan, covered);
    List<UpdateKey> rest =
        raw.atMost(
            RoundLimits.rawUpdates(plan.seats()),
            () -> new KnownContributors().validated(store, plan));
    Fold.Folded folded = fold.fold(partials, rest);
    new Rejections(store).record(plan, folded.rejections());
    List<Contributor> contributors = List.copyOf(folded.sum().contributors());
    if (contributors.size() < plan.minimum()) {
      return new Chosen(Contributors.tooFew(plan, contributors.size()), folded.sum());
    }
    List<String> updates = folded.updates().stream().map(UpdateKey::client).toList();
    return new Chosen(
        new Contributors(contributors, partials, updates, Optional.empty()), folded.sum());
  }

  /** Partial aggregates that share no client, large ones first. */
  private List<String> disjointPartials(Plan plan, Set<String> covered) {
    PartialFile partialFile = new PartialFile(store, plan);
    List<String> keys =
        store.list(ObjectKeys.partials(plan.job(), plan.round())).stream()
            .map(info -> info.key())
            .filter(key -> !ObjectKeys.isMarker(key))
            .sorted(
                Comparator.comparingInt(ObjectKeys::partialCount)
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    List<String> chosen = new ArrayList<>();
    for (String key : keys) {
      List<String> clients =
          partialFile.contributors(key).stream().map(Contributor::client).toList();
      if (clients.stream().noneMatch(covered::contains)) {
        covered.addAll(clients);
        chosen.add(key);
      }
    }
    return chosen;
  }

  private PartialAggregate refold(Plan plan, Fold fold, Contributors decision) {
    List<UpdateKey> updates =
        decision.updates().stream()
            .map(client -> new UpdateKey(plan.job(), plan.round(), client))
            .toList();
    PartialAggregate sum = fold.fold(decision.partials(), updates).sum();
    if (!List.copyOf(sum.contributors()).equals(decision.contributors())) {
      throw new IllegalStateException(
          "The frozen contributors of round %d of %s are not what the store holds"
              .formatted(plan.round(), plan.job()));
    }
    return sum;
  }

  private void commit(Plan plan, Contributors decision, PartialAggregate sum) {
    NewVersion version = NewVersion.of(plan, decision, optimizer);
    Card base = documents.require(ObjectKeys.card(plan.job(), plan.baseVersion()), Card.class);
    NewModel model = new NewModel(store, plan, optimizer, base.optimizerKey(), sum);
    Written parameters = put(version.modelKey(), model.parameters());
    Optional<Written> state = version.stateKey().map(key -> put(key, model.state()));
    card.put(plan, decision, version, parameters, state);
  }

  /** Puts an object that is the same whoever puts it, and returns its digest. */
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
        throw new IllegalStateException(key + " is there already, with other bytes");
      }
    } catch (IOException e) {
      throw new StoreException("Could not compare " + key, e);
    }
    return Written.whole(digested.sha256());
  }
}
