package dev.rondo.faults.invariant;

import dev.rondo.faults.invariant.Reference.Expected;
import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Bucket.Version;
import dev.rondo.faults.service.BucketView;
import dev.rondo.faults.service.Parsed;
import dev.rondo.protocol.model.ModelFile;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.RoundOutcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The master: what it commits, and where the job then stands. */
final class CommitCheck {

  static final String ONCE = "A client counts in a version exactly once";

  private final Violations violations;
  private final BucketView store;
  private final Parsed documents;
  private final Bucket bucket;
  private final Reference reference;
  private final PrivacyCheck privacy;
  private final MaskCheck masks;
  private final JobConfig config;
  private final String job;

  CommitCheck(
      Violations violations,
      Bucket bucket,
      Reference reference,
      PrivacyCheck privacy,
      MaskCheck masks,
      JobConfig config) {
    this.privacy = privacy;
    this.masks = masks;
    this.violations = violations;
    this.bucket = bucket;
    this.store = new BucketView(bucket);
    this.documents = store.parsed();
    this.reference = reference;
    this.config = config;
    this.job = config.job();
  }

  private Plan plan(int round) {
    return documents.require(ObjectKeys.plan(job, round), Plan.class);
  }

  private Optional<Decision> decision(int round) {
    return documents.read(ObjectKeys.decision(job, round), Decision.class);
  }

  private Optional<RoundOutcome> readOutcome(int round) {
    return documents.read(ObjectKeys.outcome(job, round), RoundOutcome.class);
  }

  private boolean isCommitted(int round) {
    return readOutcome(round).flatMap(RoundOutcome::committed).isPresent();
  }

  void manifest(int version) {
    if (version == 0) {
      return;
    }
    VersionManifest manifest =
        documents.require(ObjectKeys.manifest(job, version), VersionManifest.class);
    Optional<RoundOutcome> outcome = readOutcome(version);
    violations.check(
        outcome.flatMap(RoundOutcome::committed).equals(Optional.of(manifest)),
        "A version exists only if its round's outcome contains it",
        manifest + " after " + outcome);
  }

  void outcome(int round) {
    RoundOutcome outcome = readOutcome(round).orElseThrow();
    Optional<Decision> decision = decision(round);
    outcome.committed().ifPresent(manifest -> committed(round, manifest, decision));
    outcome
        .abandoned()
        .filter(why -> why.by() == Abandonment.By.MASTER)
        .ifPresent(
            why ->
                violations.check(
                    decision.flatMap(Decision::abandoned).equals(Optional.of(why.reason()))
                        || isRefused(round, why, decision),
                    "The master abandons what it decided to abandon, or the helper refuses",
                    why + " after " + decision));
  }

  private boolean isRefused(int round, Abandonment why, Optional<Decision> decision) {
    return config.masking().isPresent()
        && MaskCheck.isRefusal(why)
        && decision.filter(d -> masks.mayRefuse(round, d.contributors())).isPresent();
  }

  private void committed(int version, VersionManifest manifest, Optional<Decision> decision) {
    Plan plan = plan(version);
    if (decision.isEmpty() || decision.get().abandoned().isPresent()) {
      violations.add("What is committed was decided before", decision.toString());
      return;
    }
    List<Contributor> contributors = decision.get().contributors();
    double weight = contributors.stream().mapToDouble(Contributor::weight).sum();
    long examples = contributors.stream().mapToLong(Contributor::examples).sum();
    violations.check(
        manifest.contributors() == contributors.size()
            && manifest.totalWeight() == weight
            && manifest.examples() == examples
            && manifest.parent().equals(Optional.of(plan.baseVersion())),
        "The manifest says what was decided",
        manifest + " for " + decision.get());
    violations.check(
        manifest.optimizerKey().isPresent() == (config.serverMomentum() > 0 || buffers() > 0),
        "A version has its optimizer's state",
        manifest.toString());
    privacy.committed(plan, manifest);
    if (config.masking().isPresent()) {
      masks.committed(version, contributors);
    }
    model(decision.get().weighing(plan), manifest, contributors);
  }

  private void model(Plan plan, VersionManifest manifest, List<Contributor> contributors) {
    float[] model = ModelFile.read(store, manifest.modelKey(), plan.layout());
    Expected expected =
        reference.version(plan, contributors, manifest.decisionDigest().orElseThrow());
    for (int i = 0; i < model.length; i++) {
      violations.check(
          Float.isFinite(model[i]), "No version holds a NaN or an infinity", "at " + i);
    }
    violations.check(
        Arrays.equals(model, expected.parameters()),
        ONCE,
        "the model is "
            + Arrays.toString(model)
            + " and should be "
            + Arrays.toString(expected.parameters()));
    if (config.serverMomentum() > 0) {
      manifest.optimizerKey().ifPresent(key -> velocity(key, expected.velocity()));
    }
  }

  /** Vectors of a version's state; with masks, the helper keeps them. */
  private int buffers() {
    return config.masking().isPresent() ? 0 : config.get(JobFields.PRIVACY_BLT).buffers().size();
  }

  /** The file's last numbers are the vector, and noise buffers behind it. */
  private void velocity(String key, double[] expected) {
    byte[] file = bucket.now(key).map(Version::bytes).orElse(new byte[0]);
    double[] velocity = new double[expected.length];
    int bytes = Double.BYTES * velocity.length * (1 + buffers());
    if (file.length > bytes) {
      ByteBuffer.wrap(file, file.length - bytes, bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asDoubleBuffer()
          .get(velocity);
    }
    violations.check(
        Arrays.equals(velocity, expected),
        "The server's momentum is that of the version's ancestors",
        Arrays.toString(velocity) + " should be " + Arrays.toString(expected));
  }

  void latest(Optional<Version> before, Version now) {
    if (before.isEmpty()) {
      return;
    }
    Latest was = documents.read(before.get(), Latest.class, "latest.json");
    Latest is = documents.read(now, Latest.class, "latest.json");
    String moved = was + " became " + is + " by " + now.writer();
    violations.check(
        documents.exists(ObjectKeys.manifest(job, is.version())),
        "The newest version has been committed",
        moved);
    if (is.throughRound() == was.throughRound()) {
      boolean rollback = now.writer().role() == Actor.Role.OPERATOR && was.opening().isEmpty();
      violations.check(
          is.version() == was.version() || rollback,
          "Only a rollback between two rounds changes the version",
          moved);
      violations.check(
          was.opening().isEmpty() || was.opening().equals(is.opening()),
          "A round that is under way stays so until it has ended",
          moved);
    } else {
      violations.check(
          is.throughRound() == was.throughRound() + 1,
          "Rounds end one after another, and stay ended",
          moved);
      roundEnded(is, was, moved);
    }
  }

  private void roundEnded(Latest is, Latest was, String moved) {
    boolean committed = isCommitted(is.throughRound());
    violations.check(
        readOutcome(is.throughRound()).isPresent(), "A round ends when it has an outcome", moved);
    int expected = committed ? is.throughRound() : was.version();
    violations.check(
        is.version() == expected, "The next round starts from the newest version", moved);
  }
}
