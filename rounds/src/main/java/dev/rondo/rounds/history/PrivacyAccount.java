package dev.rondo.rounds.history;

import dev.rondo.privacy.accounting.CorrelatedGaussian;
import dev.rondo.privacy.accounting.GaussianPrivacy;
import dev.rondo.privacy.accounting.IndependentGaussian;
import dev.rondo.privacy.accounting.Mechanism;
import dev.rondo.protocol.model.Release;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.job.JobPrivacy;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a job with differential privacy has spent, recomputed from the outcomes and decisions of its
 * rounds, and compared with the ledger in its manifests.
 *
 * @param privacy of the job
 * @param releases its versions with noise, in the order of their rounds, rolled-back ones too
 * @param withoutRelease rounds that ended without a version
 * @param clients that have contributed
 * @param most releases to which one client contributed
 * @param busiest epsilon of the client for which it is largest, by what it really contributed
 * @param problems where the ledger differs from the account; empty if all is well
 */
public record PrivacyAccount(
    JobPrivacy privacy,
    List<Entry> releases,
    int withoutRelease,
    int clients,
    int most,
    double busiest,
    List<String> problems) {

  public PrivacyAccount {
    releases = List.copyOf(releases);
    problems = List.copyOf(problems);
  }

  /**
   * One version.
   *
   * @param round that made it
   * @param contributors clients whose updates it contains
   * @param release what its manifest says
   * @param spent epsilon of the job after it
   */
  public record Entry(int round, int version, int contributors, Release release, double spent) {}

  /** Epsilon of all releases together. */
  public double spent() {
    return privacy.spent(releases.size());
  }

  /** Reads the account of a job; empty if it has no differential privacy. */
  public static Optional<PrivacyAccount> read(ObjectStore store, JobConfig config) {
    return config
        .differentialPrivacy()
        .map(privacy -> new Reading(store, config, privacy).account());
  }

  /** One pass over the rounds of a job. */
  private static final class Reading {

    private final Documents documents;
    private final RoundOutcomes outcomes;
    private final JobConfig config;
    private final JobPrivacy privacy;
    private final List<Entry> releases = new ArrayList<>();
    private final Map<String, SortedSet<Integer>> contributed = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    Reading(ObjectStore store, JobConfig config, JobPrivacy privacy) {
      this.documents = new Documents(store);
      this.outcomes = new RoundOutcomes(store);
      this.config = config;
      this.privacy = privacy;
    }

    PrivacyAccount account() {
      String job = config.job();
      int last = documents.require(ObjectKeys.latest(job), Latest.class).throughRound();
      int without = 0;
      for (int round = 1; round <= last; round++) {
        Optional<VersionManifest> version =
            outcomes.read(job, round).flatMap(RoundOutcome::committed);
        if (version.isPresent()) {
          add(round, version.get());
        } else {
          without++;
        }
      }
      int most = contributed.values().stream().mapToInt(Set::size).max().orElse(0);
      limits();
      return new PrivacyAccount(
          privacy, releases, without, contributed.size(), most, busiest(most), problems);
    }

    private void add(int round, VersionManifest manifest) {
      int number = releases.size() + 1;
      List<Contributor> contributors =
          documents
              .require(ObjectKeys.decision(config.job(), round), Decision.class)
              .contributors();
      contributors.forEach(
          one -> contributed.computeIfAbsent(one.client(), id -> new TreeSet<>()).add(number));
      double spent = privacy.spent(number);
      Release expected =
          new Release(
              privacy.mechanism() instanceof CorrelatedGaussian ? "blt" : "gaussian",
              privacy.mechanism().noiseMultiplier(),
              config.clipUpdateNorm(),
              config.quorum(),
              number,
              spent,
              privacy.delta());
      if (!manifest.release().equals(Optional.of(expected))) {
        problems.add(
            "version %s: the manifest has %s, but its round and settings give %s"
                .formatted(
                    manifest.version(),
                    manifest.release().map(Release::toString).orElse("no release"),
                    expected));
      }
      releases.add(
          new Entry(
              round,
              manifest.version(),
              contributors.size(),
              manifest.release().orElse(expected),
              spent));
    }

    /** Whether a client contributed more often or closer together than the job allows. */
    private void limits() {
      int cap = config.get(JobFields.PRIVACY_CAP);
      int coolDown = config.get(JobFields.PRIVACY_COOL_DOWN);
      contributed.forEach(
          (client, numbers) -> {
            int before = Integer.MIN_VALUE / 2;
            for (int number : numbers) {
              if (number - before < coolDown) {
                problems.add(
                    "client %s contributed to releases %s and %s, but privacy_cool_down is %s"
                        .formatted(client, before, number, coolDown));
              }
              before = number;
            }
            if (numbers.size() > cap) {
              problems.add(
                  "client %s contributed to %s releases, but privacy_cap is %s"
                      .formatted(client, numbers.size(), cap));
            }
          });
    }

    private double busiest(int most) {
      if (most == 0) {
        return 0;
      }
      Mechanism mechanism = privacy.mechanism();
      if (mechanism instanceof IndependentGaussian gaussian) {
        return epsilon(Math.sqrt(most), gaussian);
      }
      if (mechanism instanceof CorrelatedGaussian correlated) {
        double sensitivity = 0;
        for (SortedSet<Integer> pattern : new HashSet<>(contributed.values())) {
          SortedSet<Integer> steps = new TreeSet<>();
          pattern.forEach(number -> steps.add(number - 1));
          sensitivity = Math.max(sensitivity, correlated.blt().sensitivity(releases.size(), steps));
        }
        return epsilon(sensitivity, correlated);
      }
      return privacy.spent(releases.size()); // What a sample hides is not about one client.
    }

    private double epsilon(double sensitivity, Mechanism mechanism) {
      return GaussianPrivacy.epsilon(sensitivity / mechanism.noiseMultiplier(), privacy.delta());
    }
  }
}
