package dev.rondo.rounds.step;

import dev.rondo.protocol.model.FilePart;
import dev.rondo.protocol.model.ModelDigest;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.aggregation.NewVersion;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Commits a version by writing its manifest. Several callers may try; the manifest is written once.
 */
final class VersionCommit {

  private final Documents documents;
  private final InstantSource clock;

  VersionCommit(Documents documents, InstantSource clock) {
    this.documents = documents;
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

  boolean isDone(Plan plan) {
    return documents.exists(ObjectKeys.manifest(plan.job(), plan.round()));
  }

  /**
   * @param model the parameters, which are already in the store
   * @param state the optimizer's state, likewise
   */
  void run(
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
            OptionalDouble.of(trainLoss(contributors, examples)),
            version.modelKey(),
            model.sha256(),
            model.parts(),
            version.stateKey(),
            state.map(Written::sha256),
            state.map(Written::parts).orElse(List.of()),
            clock.instant());
    VersionManifest committed =
        documents.writeOnce(ObjectKeys.manifest(plan.job(), plan.round()), manifest);
    if (!committed.modelSha256().equals(model.sha256())) {
      throw new IllegalStateException(
          "Version %s of job %s is already committed with different bytes"
              .formatted(plan.round(), plan.job()));
    }
  }

  private static double trainLoss(List<Contributor> contributors, long examples) {
    double mean = 0;
    for (Contributor contributor : contributors) {
      // Divided first, so that the mean of finite losses is finite.
      mean += contributor.trainLoss() * ((double) contributor.examples() / examples);
    }
    return mean;
  }
}
