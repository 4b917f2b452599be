package dev.rondo.faults.invariant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Bucket.Version;
import dev.rondo.faults.service.Masked;
import dev.rondo.faults.service.Maskings;
import dev.rondo.faults.service.Truth;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.RoundOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Secure aggregation: nobody who aggregates sees an update, and the helper gives away one sum of
 * masks for a round, of clients that it knows. It is the sum that gives the sum of what they meant.
 */
final class MaskCheck {

  /** Contributors of a sum at least. */
  private static final int LEAST = 3;

  private static final String ONE_SET =
      "The helper adds up the masks of one set of contributors for a round, for ever";

  private final Violations violations;
  private final Bucket bucket;
  private final Bucket helper;
  private final Maskings maskings;
  private final NoiseReference noise;
  private final String job;

  MaskCheck(
      Violations violations,
      Bucket bucket,
      Bucket helper,
      Maskings maskings,
      NoiseReference noise,
      String job) {
    this.noise = noise;
    this.violations = violations;
    this.bucket = bucket;
    this.helper = helper;
    this.maskings = maskings;
    this.job = job;
  }

  /** Checks an object of the helper's bucket. */
  void ofHelper(String key, Optional<Version> before, Version now) {
    boolean replaced = before.filter(b -> !Arrays.equals(b.bytes(), now.bytes())).isPresent();
    violations.check(
        !replaced || key.equals(ObjectKeys.clientKeys()),
        "What the helper has once never changes",
        key + " was replaced");
    if (key.startsWith("unmasked/")) {
      frozen(key, now);
    }
  }

  /** A set of contributors that the helper has frozen: client ids with digests. */
  private void frozen(String key, Version now) {
    JsonNode document = helper.parsed().read(now, JsonNode.class, key);
    int round = document.path("round").asInt();
    violations.check(
        key.equals(ObjectKeys.unmasked(job, round)) && isFunction(now.writer()),
        ONE_SET,
        now.writer() + " wrote " + key);
    Map<String, String> set = updates(document);
    violations.check(
        document.path("terms").asText().equals(told(round)),
        "A sum has the terms that clients were told, and their noise",
        document.path("terms") + " and not " + told(round));
    violations.check(
        set.size() >= LEAST, "A sum of masks has at least three contributors", set.toString());
    set.forEach(
        (client, digest) -> {
          Optional<Masked> masked = known(round, client, digest);
          violations.check(
              masked.filter(Masked::sound).isPresent() && wasEnrolled(client),
              "The helper adds up masks of clients that it knows, with their seeds",
              client + " in " + key + ": " + masked.map(Masked::digest));
        });
  }

  private String told(int round) {
    return MaskTerms.of(bucket.parsed().require(ObjectKeys.plan(job, round), Plan.class)).text();
  }

  private static Map<String, String> updates(JsonNode document) {
    Map<String, String> set = new TreeMap<>();
    for (JsonNode update : document.path("updates")) {
      set.put(update.path("client").asText(), update.path("digest").asText());
    }
    return set;
  }

  private static boolean isFunction(Actor writer) {
    return writer.role() == Actor.Role.FUNCTION && writer.name().startsWith("rondo-helper-");
  }

  private Optional<Masked> known(int round, String client, String digest) {
    return maskings
        .find(digest)
        .filter(masked -> masked.round() == round && masked.client().equals(client));
  }

  /** Whether some list of keys has had the client. */
  private boolean wasEnrolled(String client) {
    return helper.versions(ObjectKeys.clientKeys()).stream().anyMatch(list -> hasKey(list, client));
  }

  private boolean isAlwaysEnrolled(String client) {
    return helper.versions(ObjectKeys.clientKeys()).stream().allMatch(list -> hasKey(list, client));
  }

  private boolean hasKey(Version list, String client) {
    return helper
        .parsed()
        .read(list, JsonNode.class, "the list of keys")
        .path("clients")
        .has(client);
  }

  /** The set that the helper has frozen for a round: digests of the masked updates by client. */
  Optional<Map<String, String>> frozen(int round) {
    return helper
        .first(ObjectKeys.unmasked(job, round))
        .map(version -> helper.parsed().read(version, JsonNode.class, "a frozen set"))
        .map(MaskCheck::updates);
  }

  /** Checks an object of the bucket of the job. */
  void ofJob(String key, Version now) {
    violations.check(
        !maskings.isIn(now.bytes()),
        "The seed of a mask never comes to those who aggregate",
        "it is in " + key);
    if (key.startsWith("masks/")) {
      sum(key, now);
    } else if (ObjectKeys.parseUpdate(key).isPresent()) {
      now.truth().filter(Truth::valid).ifPresent(truth -> update(key, now, truth));
    }
  }

  private void update(String key, Version now, Truth truth) {
    Optional<Masked> masked = truth.masked();
    violations.check(
        masked.isPresent() && Ints.of(now).filter(file -> isMasked(file, masked.get())).isPresent(),
        "A valid update of a masked job has its mask",
        key + ": " + truth.what());
  }

  private static boolean isMasked(Ints file, Masked masked) {
    return "masked".equals(file.metadata().get("encoding"))
        && file.numbers().equals(masked.numbers())
        && !file.numbers().equals(masked.integers());
  }

  private void sum(String key, Version now) {
    int round = Integer.parseInt(key.split("/", -1)[2]);
    Optional<Map<String, String>> set = frozen(round);
    violations.check(
        set.isPresent() && isFunction(now.writer()), ONE_SET, now.writer() + " wrote " + key);
    if (set.isEmpty()) {
      return;
    }
    Ints file = Ints.of(now).orElseThrow();
    long[] noise = noise(round, set.get());
    int from = Integer.parseInt(file.metadata().getOrDefault("from", "0"));
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < file.numbers().size(); i++) {
      int sum = 0;
      for (Map.Entry<String, String> update : set.get().entrySet()) {
        sum += known(round, update.getKey(), update.getValue()).orElseThrow().mask(from + i);
      }
      sum -= (int) noise[from + i];
      expected.add(sum);
    }
    violations.check(
        file.numbers().equals(expected),
        ONE_SET,
        key + " is not the sum of the masks of " + set.get().keySet());
  }

  /** The noise in the sum of a set, in integers: zeros without differential privacy. */
  private long[] noise(int round, Map<String, String> set) {
    Plan plan = bucket.parsed().require(ObjectKeys.plan(job, round), Plan.class);
    double step = Math.pow(2, -plan.secureAggregation().orElseThrow().fractionBits());
    return plan.privacy()
        .map(privacy -> noise.ofHelper(plan, privacy, set))
        .map(steps -> Arrays.stream(steps).mapToLong(n -> Math.round(n / step)).toArray())
        .orElseGet(() -> new long[plan.layout().parameterCount()]);
  }

  /**
   * The sum that a version is made of is that of its contributors, without those who dropped out.
   */
  void committed(int round, List<Contributor> contributors) {
    violations.check(
        frozen(round).equals(Optional.of(set(contributors))),
        "A version is made of the updates whose masks the helper has added up",
        contributors + " and " + frozen(round));
  }

  private static Map<String, String> set(List<Contributor> contributors) {
    Map<String, String> set = new TreeMap<>();
    contributors.forEach(one -> set.put(one.client(), one.masked().orElse("")));
    return set;
  }

  /** Whether the helper may refuse to add up the masks of these contributors. */
  boolean mayRefuse(int round, List<Contributor> contributors) {
    Map<String, String> set = set(contributors);
    boolean doubtful =
        set.entrySet().stream()
            .anyMatch(
                update ->
                    known(round, update.getKey(), update.getValue()).filter(Masked::sound).isEmpty()
                        || !isAlwaysEnrolled(update.getKey()));
    return doubtful || frozen(round).filter(first -> !first.equals(set)).isPresent();
  }

  /** What became of the rounds. */
  MaskedRounds rounds() {
    int summed = 0;
    int without = 0;
    int refused = 0;
    for (String key : bucket.keys(ObjectKeys.rounds(job))) {
      Optional<Integer> round =
          ObjectKeys.parseRound(key).filter(r -> key.equals(ObjectKeys.outcome(job, r)));
      if (round.isPresent()) {
        RoundOutcome outcome = bucket.parsed().require(key, RoundOutcome.class);
        if (outcome.committed().isPresent()) {
          summed++;
          without += hasDropOuts(round.get()) ? 1 : 0;
        } else if (outcome.abandoned().filter(MaskCheck::isRefusal).isPresent()) {
          refused++;
        }
      }
    }
    return new MaskedRounds(summed, without, refused);
  }

  static boolean isRefusal(Abandonment why) {
    return why.by() == Abandonment.By.MASTER && why.reason().startsWith("the helper refused");
  }

  /** Whether the helper has a seed of a client that is not among the contributors. */
  private boolean hasDropOuts(int round) {
    Set<String> summed = frozen(round).orElseThrow().keySet();
    return helper.keys(ObjectKeys.sealedSeeds(job, round)).stream()
        .anyMatch(seed -> !summed.contains(seed.split("/", -1)[3]));
  }
}
