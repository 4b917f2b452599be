package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Parsed;
import dev.rondo.protocol.model.Release;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Participations;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.job.JobPrivacy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The ledger of a private job: what it says is what was released. */
final class PrivacyCheck {

  private final Violations violations;
  private final Parsed documents;
  private final Contributions contributions;
  private final Optional<JobPrivacy> privacy;
  private final JobConfig config;
  private final Map<Integer, String> models = new HashMap<>();

  PrivacyCheck(Violations violations, Bucket bucket, JobConfig config) {
    this.violations = violations;
    this.documents = bucket.parsed();
    this.contributions = new Contributions(bucket, config);
    this.privacy = config.differentialPrivacy();
    this.config = config;
  }

  /** Before a round, it is counted who contributed to which release. */
  void participations(int round) {
    List<Set<String>> before = contributions.before(round);
    Map<String, Participations.Participation> expected = new TreeMap<>();
    for (int i = 0; i < before.size(); i++) {
      for (String client : before.get(i)) {
        int times = expected.containsKey(client) ? expected.get(client).times() : 0;
        expected.put(client, new Participations.Participation(times + 1, i + 1));
      }
    }
    Participations found =
        documents.require(ObjectKeys.participations(config.job(), round), Participations.class);
    violations.check(
        found.releases() == before.size() && found.clients().equals(expected),
        "The ledger counts every contribution to every release",
        found + " and not " + expected + " in " + before.size() + " releases");
  }

  void plan(Plan plan) {
    if (privacy.isEmpty()) {
      return;
    }
    int release = contributions.before(plan.round()).size() + 1;
    Optional<Privacy> next = plan.privacy();
    violations.check(
        next.isPresent() && next.get().release() == release,
        "A release has the next number, rolled-back ones included",
        next + " should be release " + release);
    plan.secureAggregation()
        .ifPresent(
            masks ->
                violations.check(
                    masks.noise().orElseThrow().deviation() >= deviation(plan, masks),
                    "The helper's noise is what the account counts",
                    plan.secureAggregation().toString()));
    violations.check(
        privacy.get().spent(release) <= privacy.get().epsilon(),
        "No round opens beyond the privacy budget",
        "release " + release + " has epsilon " + privacy.get().spent(release));
  }

  /** z times the longest update, rounded, in integer steps. */
  private double deviation(Plan plan, SecureAggregation masks) {
    double steps = plan.clipUpdateNorm() * Math.pow(2, masks.fractionBits());
    double rounding = Math.sqrt(plan.layout().parameterCount()) / 2;
    return privacy.orElseThrow().mechanism().noiseMultiplier() * (steps + rounding);
  }

  /** A round may be aggregated many times, but its sum has one noise. */
  void model(int round, String key) {
    if (privacy.isPresent()) {
      String first = models.computeIfAbsent(round, any -> key);
      violations.check(
          first.equals(key),
          "No sum is released twice with different noise",
          first + " and " + key);
    }
  }

  void committed(Plan plan, VersionManifest manifest) {
    Optional<Release> expected =
        plan.privacy()
            .map(
                next ->
                    new Release(
                        config.get(JobFields.PRIVACY).toString(),
                        privacy.orElseThrow().mechanism().noiseMultiplier(),
                        config.clipUpdateNorm(),
                        config.quorum(),
                        contributions.before(plan.round()).size() + 1,
                        privacy.orElseThrow().spent(next.release()),
                        privacy.orElseThrow().delta()));
    violations.check(
        manifest.release().equals(expected),
        "The ledger of a version is the noise that was drawn for it",
        manifest.release() + " and not " + expected);
    violations.check(
        expected.isEmpty() || (manifest.examples() == 0 && manifest.trainLoss().isEmpty()),
        "A private version tells no figures without noise",
        manifest.toString());
  }

  /** A round that was refused must have been the first that the budget does not allow. */
  void spent(int rounds) {
    int releases = contributions.before(rounds + 1).size();
    violations.check(
        releases == privacy.orElseThrow().releases(),
        "A round is refused only if the budget is spent",
        releases + " releases of " + privacy.orElseThrow().releases());
  }
}
