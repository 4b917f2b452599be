package dev.rondo.rounds.step;

import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.Documents.Tagged;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.NewVersion;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import dev.rondo.rounds.parts.ModelPart;
import dev.rondo.rounds.parts.PartUpload;
import dev.rondo.rounds.parts.PartWork;
import dev.rondo.rounds.parts.Phase;
import dev.rondo.rounds.parts.Reads;
import dev.rondo.rounds.parts.SliceDistances;
import dev.rondo.rounds.parts.Uploads;
import dev.rondo.rounds.parts.VersionUploads;
import dev.rondo.rounds.privacy.NoiseKeys;
import dev.rondo.rounds.privacy.PrivateOptimizer;
import dev.rondo.rounds.state.RoundRequest;
import java.util.Optional;

/**
 * The step of one model part, or of one {@link GroupSum group} of updates. For a model part it
 * folds that part of every contributor's update, applies the server optimizer to it, and uploads it
 * as a part of the new version.
 *
 * <p>It can run twice, at the same time, or again after a crash at any line. The frozen decision
 * determines its result, so every run puts the same bytes under the same number. Its document is
 * written last; a run that finds it has nothing to do.
 */
public final class FoldPart {

  private final ObjectStore store;
  private final Documents documents;
  private final ServerOptimizer optimizer;
  private final Resources resources;
  private final Reads reads;
  private final NoiseKeys noise;

  /** Of a step that never sees a private round. */
  public FoldPart(ObjectStore store, ServerOptimizer optimizer, Resources resources) {
    this(store, optimizer, resources, NoiseKeys.NONE);
  }

  /**
   * @param noise the keys of the noise of private rounds
   */
  public FoldPart(
      ObjectStore store, ServerOptimizer optimizer, Resources resources, NoiseKeys noise) {
    this.noise = noise;
    this.store = store;
    this.documents = new Documents(store);
    this.optimizer = optimizer;
    this.resources = resources;
    this.reads = resources.reads();
  }

  /**
   * @param number of the model part, the distance slice or the group; from 1
   * @throws IllegalArgumentException when the round has none of this number
   */
  public void run(RoundRequest request, int number, Phase phase) {
    Plan plan = documents.require(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    if (phase == Phase.SUM) {
      new GroupSum(store, plan, resources.blocks()).run(number);
      return;
    }
    if (phase == Phase.DISTANCES) {
      measure(plan, number);
      return;
    }
    ModelPart part = ModelPart.of(plan.layout().parameterCount(), plan.parts(), number);
    ServerOptimizer used = PrivateOptimizer.of(plan, optimizer);
    fold(
        plan,
        used,
        new PartWork(store, plan, used, reads, resources.blocks(), part, noise),
        number);
  }

  private void measure(Plan plan, int number) {
    ModelPart slice = ModelPart.of(plan.layout().parameterCount(), plan.distanceSlices(), number);
    if (!documents.exists(ObjectKeys.distances(plan.job(), plan.round(), number))) {
      Decision candidates =
          documents.require(ObjectKeys.candidates(plan.job(), plan.round()), Decision.class);
      new SliceDistances(store, plan, reads, resources.threads())
          .write(slice, candidates.contributors());
    }
  }

  private void fold(Plan plan, ServerOptimizer used, PartWork work, int number) {
    Uploads uploads = new Uploads(store, plan);
    String decided = ObjectKeys.decision(plan.job(), plan.round());
    String key = ObjectKeys.part(plan.job(), plan.round(), number);
    // Lambda bills the waiting time, so these are read concurrently.
    var reading = reads.begin(() -> documents.require(decided, Decision.class));
    var readingUploads = reads.begin(uploads::current);
    var readingWord = reads.begin(() -> documents.readTagged(key, PartUpload.class));
    Decision decision = Reads.outcome(reading);
    NewVersion version = NewVersion.of(plan, decision, used);
    Optional<VersionUploads> begun = Reads.outcome(readingUploads);
    Optional<Tagged<PartUpload>> done = Reads.outcome(readingWord);
    while (true) {
      VersionUploads current = begun.orElseGet(() -> uploads.begin(version));
      if (done.isPresent() && done.get().value().uploads().equals(current)) {
        return;
      }
      Optional<PartUpload> mine = work.upload(decision.contributors(), version, current);
      if (mine.isPresent()) {
        if (write(key, done, mine.get())) {
          return;
        }
      } else if (isThere(version)) {
        return; // The round went on without us.
      } else {
        uploads.renew(version, current);
      }
      begun = uploads.current();
      done = documents.readTagged(key, PartUpload.class);
    }
  }

  /**
   * Writes the document of this part. Parts of an upload that was aborted are lost, and their
   * document is stale. Returns whether the document that exists now belongs to the same uploads.
   */
  private boolean write(String key, Optional<Tagged<PartUpload>> stale, PartUpload mine) {
    return stale.isPresent()
        ? documents.replace(key, stale.get().etag(), mine)
        : documents.writeOnce(key, mine).uploads().equals(mine.uploads());
  }

  private boolean isThere(NewVersion version) {
    return documents.exists(version.modelKey())
        && version.stateKey().map(documents::exists).orElse(true);
  }
}
