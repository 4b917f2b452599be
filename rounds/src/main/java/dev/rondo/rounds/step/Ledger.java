package dev.rondo.rounds.step;

import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Participations;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.job.JobPrivacy;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.state.RoundRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a job has released so far, and to whose cost. It follows from the outcomes and decisions of
 * its rounds, which never change. A version that was rolled back was released all the same, so it
 * counts. An abandoned round has released nothing.
 */
final class Ledger {

  private final Documents documents;
  private final RoundOutcomes outcomes;

  Ledger(ObjectStore store) {
    this.documents = new Documents(store);
    this.outcomes = new RoundOutcomes(store);
  }

  /**
   * Who contributed to the releases before a round, written once. The rounds before must have
   * ended.
   */
  Participations before(RoundRequest request) {
    String job = request.job();
    String key = ObjectKeys.participations(job, request.round());
    Optional<Participations> there = documents.read(key, Participations.class);
    if (there.isPresent()) {
      return there.get();
    }
    int known = request.round() - 1;
    Optional<Participations> earlier = Optional.empty();
    while (known > 0 && earlier.isEmpty()) {
      earlier = documents.read(ObjectKeys.participations(job, known), Participations.class);
      known = earlier.isPresent() ? known : known - 1;
    }
    Participations all = earlier.orElse(Participations.NONE);
    for (int round = Math.max(1, known); round < request.round(); round++) {
      all = after(all, job, round);
    }
    return documents.writeOnce(key, all);
  }

  private Participations after(Participations before, String job, int round) {
    Optional<VersionManifest> committed =
        outcomes.read(job, round).flatMap(RoundOutcome::committed);
    return committed
        .map(manifest -> before.after(manifest.version(), contributors(job, round)))
        .orElse(before);
  }

  private List<String> contributors(String job, int round) {
    return documents
        .require(ObjectKeys.decision(job, round), Decision.class)
        .contributors()
        .stream()
        .map(Contributor::client)
        .toList();
  }

  /** Why the budget of a job does not allow another release; empty if it does. */
  static Optional<String> refusal(String job, JobPrivacy privacy, Participations before) {
    int releases = before.releases();
    if (privacy.allows(releases + 1)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the privacy budget of job %s is spent: its %d releases have epsilon %.4g of %.4g"
                + " (delta %.3g), and another one would have %.4g. The existing versions remain"
                + " available. To continue training, create a job with more noise or a larger"
                + " budget",
            job,
            releases,
            privacy.spent(releases),
            privacy.epsilon(),
            privacy.delta(),
            privacy.spent(releases + 1)));
  }
}
