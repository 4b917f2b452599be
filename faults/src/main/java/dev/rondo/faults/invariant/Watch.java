package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Bucket.Version;
import dev.rondo.faults.service.BucketView;
import dev.rondo.faults.service.Maskings;
import dev.rondo.faults.service.Parsed;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.UpdateKey;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.scale.RoundLimits;
import dev.rondo.rounds.state.RoundOwner;
import dev.rondo.statemachine.Execution;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks at every write, and passes it to the check that knows what it must be like. */
public final class Watch implements Bucket.Watcher {

  private final Violations violations;
  private final String job;
  private final Parsed documents;
  private final Predicate<String> running;
  private final SumCheck sums;
  private final DecisionCheck decisions;
  private final CommitCheck commits;
  private final RoundCheck rounds;
  private final SizeCheck sizes;
  private final MetricCheck metrics;
  private final TrainingCheck trainings;
  private final PrivacyCheck privacy;
  private final MaskCheck masks;
  private final boolean masked;

  /**
   * @param helper the bucket of the helper of secure aggregation
   * @param maskings what clients have masked
   * @param limits on what the steps do for a round
   * @param running whether an execution is under way
   * @param sent all seats that were ever sent
   */
  public Watch(
      Violations violations,
      Bucket bucket,
      Bucket helper,
      Maskings maskings,
      JobConfig config,
      RoundLimits limits,
      Predicate<String> running,
      Supplier<Set<Seat>> sent) {
    this.violations = violations;
    this.job = config.job();
    this.running = running;
    BucketView view = new BucketView(bucket);
    Uploads uploads = new Uploads(bucket, config);
    this.documents = view.parsed();
    this.sums = new SumCheck(violations, view, uploads, job);
    NoiseReference noise = new NoiseReference(bucket, maskings);
    Reference reference = new Reference(uploads, noise, config);
    this.decisions = new DecisionCheck(violations, view, uploads, reference, limits, job);
    this.privacy = new PrivacyCheck(violations, bucket, config);
    this.masks = new MaskCheck(violations, bucket, helper, maskings, noise, job);
    this.masked = config.masking().isPresent();
    helper.watch(masks::ofHelper);
    this.commits = new CommitCheck(violations, bucket, reference, privacy, masks, config);
    this.rounds = new RoundCheck(violations, view, uploads, limits, sent, job);
    this.metrics = new MetricCheck(violations, view, uploads, job);
    this.sizes = new SizeCheck(violations, view, job);
    this.trainings = new TrainingCheck(violations, view, job);
  }

  /** Checks the final state, when no event is left. */
  public void atTheEnd(int lastRound, List<Execution> ofTrainings) {
    for (int round = 1; round <= lastRound; round++) {
      rounds.ended(round);
    }
    ofTrainings.forEach(trainings::ended);
  }

  @Override
  public void written(String key, Optional<Version> before, Version now) {
    boolean changed = before.filter(b -> !Arrays.equals(b.bytes(), now.bytes())).isPresent();
    violations.check(
        !changed || isMutable(key), "What is written once never changes", key + " was replaced");
    if (masked) {
      masks.ofJob(key, now);
    }
    Optional<UpdateKey> update = ObjectKeys.parseUpdate(key);
    if (update.isPresent()) {
      violations.check(
          now.writer().role() == Actor.Role.CLIENT && isOf(now.writer(), update.get()),
          "A client writes its own update and nothing else",
          now.writer() + " wrote " + key);
    } else if (key.startsWith(ObjectKeys.partials(job))) {
      sums.sum(key);
      metrics.partial(key);
    } else if (ObjectKeys.parseVerdict(key).isPresent()) {
      sums.verdict(key);
    } else if (ObjectKeys.parseRejected(key).isPresent()) {
      sums.rejection(key);
    } else if (key.equals(ObjectKeys.latest(job))) {
      commits.latest(before, now);
    } else if (ObjectKeys.parseManifest(key).isPresent()) {
      commits.manifest(ObjectKeys.parseManifest(key).orElseThrow());
    } else if (ObjectKeys.parseModel(key).isPresent()) {
      privacy.model(ObjectKeys.parseModel(key).orElseThrow(), key);
    } else {
      ObjectKeys.parseRound(key).ifPresent(round -> document(key, round, before, now));
    }
  }

  /** What became of the masked rounds. */
  public MaskedRounds maskedRounds() {
    return masks.rounds();
  }

  /** Checks that a job whose rounds were refused has spent its privacy budget. */
  public void budgetSpent(int lastRound) {
    privacy.spent(lastRound);
  }

  private void document(String key, int round, Optional<Version> before, Version now) {
    if (key.equals(ObjectKeys.decision(job, round))) {
      sizes.decision(key, round, now);
      decisions.contributors(round, now.writer());
      metrics.decision(round);
    } else if (key.equals(ObjectKeys.outcome(job, round))) {
      commits.outcome(round);
    } else if (key.equals(ObjectKeys.candidates(job, round))) {
      sizes.decision(key, round, now);
      decisions.candidates(round, now.writer());
    } else if (key.equals(ObjectKeys.plan(job, round))) {
      rounds.plan(round);
      privacy.plan(documents.require(key, Plan.class));
    } else if (key.equals(ObjectKeys.participations(job, round))) {
      privacy.participations(round);
    } else if (key.equals(ObjectKeys.seats(job, round))) {
      rounds.seats(round);
    } else if (key.equals(ObjectKeys.result(job, round))) {
      rounds.result(round, now.writer());
      metrics.result(round);
    } else if (key.equals(ObjectKeys.owner(job, round)) && before.isPresent()) {
      RoundOwner owner = documents.read(before.get(), RoundOwner.class, key);
      violations.check(
          !running.test(owner.execution())
              || owner.equals(documents.require(key, RoundOwner.class)),
          "One execution runs a round; another takes over only after it has ended",
          owner.execution() + " still runs");
    }
  }

  private static boolean isOf(Actor actor, UpdateKey update) {
    return actor.name().equals(update.client()) || actor.name().startsWith(update.client() + "/");
  }

  /** All other objects are written once. */
  private boolean isMutable(String key) {
    return key.equals(ObjectKeys.latest(job))
        || key.endsWith("/owner.json")
        || key.endsWith("/token.json")
        || key.endsWith("/count.json")
        || key.startsWith("leases/")
        || key.equals(ObjectKeys.roster(job))
        // An upload in parts that was given up is begun anew, and so are its parts.
        || key.endsWith("/upload.json")
        || key.contains("/parts/");
  }
}
