package dev.rondo.core.step;

import dev.rondo.core.aggregation.Contributor;
import dev.rondo.core.aggregation.Contributors;
import dev.rondo.core.aggregation.Digest;
import dev.rondo.core.aggregation.Fold;
import dev.rondo.core.aggregation.NewModel;
import dev.rondo.core.aggregation.PartialAggregate;
import dev.rondo.core.aggregation.PartialFile;
import dev.rondo.core.aggregation.Rejections;
import dev.rondo.core.optimizer.ServerOptimizer;
import dev.rondo.core.round.Card;
import dev.rondo.core.round.LatestVersion;
import dev.rondo.core.round.Plan;
import dev.rondo.core.round.RoundRequest;
import dev.rondo.core.scale.RoundLimits;
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
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The master's step: decides who contributes, freezes the decision, moves the model and commits it.
 *
 * <p>May be run twice, by two masters at once, or again after a crash at any line. The decision is
 * written once, and what follows depends on nothing but the decision and the plan; so everyone
 * commits the same bytes, and the card is put once.
 */
public final class Aggregate {

  private final ObjectStore store;
  private final Documents documents;
  private final LatestVersion latest;
  private final ServerOptimizer optimizer;
  private final InstantSource clock;

  public Aggregate(ObjectStore store, ServerOptimizer optimizer, InstantSource clock) {
    this.store = store;
    this.documents = new Documents(store);
    this.latest = new LatestVersion(store);
    this.optimizer = optimizer;
    this.clock = clock;
  }

  /**
   * What became of the round.
   *
   * @param status committed or abandoned
   * @param evaluate whether the new version is to be evaluated
   */
  public record Outcome(Status status, boolean evaluate) {

    /** How a round can be decided. */
    public enum Status {
      COMMITTED,
      ABANDONED
    }
  }

  public Outcome run(RoundRequest request) {
    Plan plan = documents.require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    String key = ObjectKeys.contributors(plan.job(), plan.round());
    Optional<Contributors> frozen = documents.read(key, Contributors.class);
    Fold fold = new Fold(store, plan);
    PartialAggregate sum = null;
    if (frozen.isEmpty()) {
      Chosen chosen = choose(plan, fold);
      Contributors winner = documents.writeOnce(key, chosen.decision());
      frozen = Optional.of(winner);
      sum = winner.equals(chosen.decision()) ? chosen.sum() : null;
    }
    Contributors decision = frozen.get();
    if (decision.abandoned().isPresent()) {
      return new Outcome(Outcome.Status.ABANDONED, false);
    }
    if (!documents.exists(ObjectKeys.card(plan.job(), plan.round()))) {
      commit(plan, decision, sum == null ? refold(plan, fold, decision) : sum);
    }
    latest.endRound(plan, plan.round());
    return new Outcome(Outcome.Status.COMMITTED, plan.evaluate());
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
      String reason =
          "%d of %d updates were accepted by the deadline, and the minimum is %d"
              .formatted(contributors.size(), plan.quorum(), plan.minimum());
      return new Chosen(Contributors.abandon(reason), folded.sum());
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
    String digest = decisionDigest(plan, decision);
    Card base = documents.require(ObjectKeys.card(plan.job(), plan.baseVersion()), Card.class);
    NewModel model = new NewModel(store, plan, optimizer, base.optimizerKey(), sum);
    String modelKey = ObjectKeys.model(plan.job(), plan.round(), digest);
    String modelSha = put(modelKey, model.parameters());
    Optional<String> stateKey = Optional.empty();
    Optional<String> stateSha = Optional.empty();
    if (!optimizer.state().isEmpty()) {
      stateKey = Optional.of(ObjectKeys.optimizerState(plan.job(), plan.round(), digest));
      stateSha = Optional.of(put(stateKey.get(), model.state()));
    }
    long examples = decision.contributors().stream().mapToLong(Contributor::examples).sum();
    Card card =
        new Card(
            plan.job(),
            plan.round(),
            Optional.of(plan.baseVersion()),
            Optional.of(digest),
            decision.contributors().size(),
            examples,
            sum.totalWeight(),
            OptionalDouble.of(trainLoss(decision, examples)),
            modelKey,
            modelSha,
            stateKey,
            stateSha,
            clock.instant());
    Card committed = documents.writeOnce(ObjectKeys.card(plan.job(), plan.round()), card);
    if (!committed.modelSha256().equals(modelSha)) {
      throw new IllegalStateException(
          "Version %d of %s was committed with other bytes".formatted(plan.round(), plan.job()));
    }
  }

  private static double trainLoss(Contributors decision, long examples) {
    double mean = 0;
    for (Contributor contributor : decision.contributors()) {
      // Shares first: whatever a client says of its loss, as long as it is finite, so is the mean.
      mean += contributor.trainLoss() * ((double) contributor.examples() / examples);
    }
    return mean;
  }

  /** Names the new version's objects: what it is made of, and how. */
  private static String decisionDigest(Plan plan, Contributors decision) {
    Digest digest =
        new Digest().add(plan.job()).add(Integer.toString(plan.round())).add(plan.baseModel());
    decision.partials().forEach(digest::add);
    for (Contributor contributor : decision.contributors()) {
      digest.add(contributor.client()).add(contributor.etag());
      digest.add(Double.toString(contributor.weight()));
    }
    return digest.hex();
  }

  /** Puts an object that is the same whoever puts it, and returns its SHA-256. */
  private String put(String key, Content content) {
    DigestedContent digested = new DigestedContent(content);
    if (store.putIfAbsent(key, digested) instanceof PutOutcome.Stored) {
      return digested.sha256();
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
    return digested.sha256();
  }

  /** Content that remembers the digest of its last writing. */
  private static final class DigestedContent implements Content {

    private final Content content;
    private String sha256 = "";

    DigestedContent(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      Digest digest = new Digest();
      try (OutputStream through = digest.through(out)) {
        content.writeTo(through);
      }
      sha256 = digest.hex();
    }

    String sha256() {
      return sha256;
    }
  }
}
