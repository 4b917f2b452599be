package dev.rondo.rounds.step;

import dev.rondo.protocol.model.FilePart;
import dev.rondo.protocol.round.AggregationRule;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.MetricSums;
import dev.rondo.rounds.aggregation.NewVersion;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.DistanceFile;
import dev.rondo.rounds.parts.PartUpload;
import dev.rondo.rounds.parts.PartUpload.Uploaded;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.parts.Uploads;
import dev.rondo.rounds.parts.VersionUploads;
import dev.rondo.rounds.rule.MultiKrum;
import dev.rondo.rounds.rule.PairDistances;
import dev.rondo.rounds.step.Aggregate.Outcome;
import dev.rondo.rounds.step.VersionCommit.Written;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Aggregates a model in parts: the master freezes the decision, lets one function fold each part,
 * and completes the multipart upload of the new version when all parts are done.
 *
 * <p>With multi-Krum, the candidates are frozen first. Functions measure distances between the
 * candidates, one distance slice each, and the master chooses the contributors by the sum of the
 * distances.
 */
final class ModelInParts {

  private final ObjectStore store;
  private final Documents documents;
  private final ServerOptimizer optimizer;
  private final Resources resources;
  private final VersionCommit commit;

  ModelInParts(
      ObjectStore store, ServerOptimizer optimizer, InstantSource clock, Resources resources) {
    this.store = store;
    this.documents = new Documents(store);
    this.optimizer = optimizer;
    this.resources = resources;
    this.commit = new VersionCommit(store, clock);
  }

  Outcome run(Plan plan) {
    String key = ObjectKeys.decision(plan.job(), plan.round());
    Optional<Decision> decision = documents.read(key, Decision.class);
    if (decision.isEmpty()) {
      Decision candidates = candidates(plan);
      boolean measured =
          plan.aggregation().kind() == AggregationRule.Kind.MULTI_KRUM
              && candidates.abandoned().isEmpty();
      if (measured) {
        List<Integer> missing =
            Missing.of(
                store,
                ObjectKeys.distances(plan.job(), plan.round()),
                plan.distanceSlices(),
                n -> ObjectKeys.distances(plan.job(), plan.round(), n));
        if (!missing.isEmpty()) {
          return Outcome.fanOut(Phase.DISTANCES, missing);
        }
      }
      Decision mine = measured ? chosen(plan, candidates) : candidates;
      decision = Optional.of(documents.writeOnce(key, mine));
    }
    if (decision.get().abandoned().isPresent()) {
      return commit.abandon(plan, decision.get().abandoned().get());
    }
    Decision frozen = decision.get();
    return Unmasking.of(store, plan, frozen)
        .flatMap(Unmasking::asks)
        .orElseGet(() -> fold(plan, frozen));
  }

  /** The updates that may contribute. They are frozen first if the rule chooses among them. */
  private Decision candidates(Plan plan) {
    String key = ObjectKeys.candidates(plan.job(), plan.round());
    if (plan.aggregation().kind() != AggregationRule.Kind.MULTI_KRUM) {
      return new ValidUpdates(store, plan, resources).decide();
    }
    Optional<Decision> frozen = documents.read(key, Decision.class);
    return frozen.isPresent()
        ? frozen.get()
        : documents.writeOnce(key, new ValidUpdates(store, plan, resources).decide());
  }

  /** Chooses the contributors by the sum of the distances on all slices. */
  private Decision chosen(Plan plan, Decision candidates) {
    PairDistances distances = new PairDistances(candidates.contributors().size());
    DistanceFile file = new DistanceFile(store, plan);
    // In a fixed order, because the sum of doubles depends on it.
    for (int slice = 1; slice <= plan.distanceSlices(); slice++) {
      file.addTo(distances, slice, resources.blocks());
    }
    List<Contributor> kept =
        MultiKrum.select(distances, (int) plan.aggregation().parameter()).stream()
            .map(candidates.contributors()::get)
            .toList();
    if (candidates.measured().clients() == 0) {
      return Decision.of(kept, MetricSums.none());
    }
    // Candidates that were left out do not count: the sums are made again, of verdicts.
    ValidUpdates valid = new ValidUpdates(store, plan, resources);
    List<Contributor> read = valid.contributors(kept.stream().map(Contributor::seat).toList());
    return Decision.of(kept, valid.measured(read, List.of()));
  }

  private Outcome fold(Plan plan, Decision decision) {
    NewVersion version = NewVersion.of(plan, decision, optimizer);
    Uploads uploads = new Uploads(store, plan);
    Optional<VersionUploads> begun = uploads.current();
    if (begun.isEmpty()) {
      uploads.begin(version); // What was not begun, no part has added to.
      return Outcome.fanOut(Phase.FOLD, all(plan));
    }
    VersionUploads current = begun.get();
    List<PartUpload> done = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    List<Optional<PartUpload>> found =
        each(plan, n -> ObjectKeys.part(plan.job(), plan.round(), n), PartUpload.class);
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).filter(part -> part.uploads().equals(current)).isPresent()) {
        done.add(found.get(i).get());
      } else {
        missing.add(i + 1);
      }
    }
    if (!missing.isEmpty()) {
      return Outcome.fanOut(Phase.FOLD, missing);
    }
    Optional<Outcome> outcome = commit(plan, decision, version, current, done);
    if (outcome.isEmpty()) {
      uploads.renew(version, current);
      return Outcome.fanOut(Phase.FOLD, all(plan));
    }
    return outcome.get();
  }

  /**
   * Completes the uploads and commits the version. Returns empty if the uploads no longer exist.
   */
  private Optional<Outcome> commit(
      Plan plan,
      Decision decision,
      NewVersion version,
      VersionUploads uploads,
      List<PartUpload> parts) {
    List<Uploaded> model = parts.stream().map(PartUpload::model).toList();
    List<Uploaded> state =
        IntStream.range(0, optimizer.state().size())
            .boxed()
            .flatMap(vector -> parts.stream().map(part -> part.state().get(vector)))
            .toList();
    if (!complete(uploads.model(), model)
        || !uploads.state().map(upload -> complete(upload, state)).orElse(true)) {
      return Optional.empty();
    }
    return Optional.of(
        commit.run(
            plan,
            decision,
            version,
            written(model),
            uploads.state().map(upload -> written(state))));
  }

  private static Written written(List<Uploaded> parts) {
    return Written.of(parts.stream().map(Uploaded::part).toList());
  }

  /**
   * Completes an upload, or finds that another master has done so. No other decision writes an
   * object of this name.
   */
  private boolean complete(Upload upload, List<Uploaded> parts) {
    UploadOutcome outcome =
        store.completeUpload(upload, parts.stream().map(Uploaded::tag).toList());
    if (outcome instanceof UploadOutcome.Stored) {
      return true;
    }
    long bytes = parts.stream().map(Uploaded::part).mapToLong(FilePart::bytes).sum();
    Optional<ObjectInfo> there = store.head(upload.key());
    if (there.isPresent() && there.get().size() != bytes) {
      throw new IllegalStateException(upload.key() + " already exists with different bytes");
    }
    if (outcome instanceof UploadOutcome.Conflict) {
      store.abortUpload(upload);
    }
    return there.isPresent();
  }

  private static List<Integer> all(Plan plan) {
    return IntStream.rangeClosed(1, plan.parts()).boxed().toList();
  }

  /** The documents of all parts, in their order. */
  private <T> List<Optional<T>> each(Plan plan, IntFunction<String> key, Class<T> type) {
    return resources
        .reads()
        .all(
            IntStream.rangeClosed(1, plan.parts()).mapToObj(key).toList(),
            name -> documents.read(name, type));
  }
}
