package dev.rondo.faults.invariant;

import dev.rondo.core.aggregation.Contributor;
import dev.rondo.core.aggregation.Contributors;
import dev.rondo.core.aggregation.ModelFile;
import dev.rondo.core.json.Json;
import dev.rondo.core.round.Card;
import dev.rondo.core.round.Latest;
import dev.rondo.core.round.Plan;
import dev.rondo.core.store.Documents;
import dev.rondo.core.store.ObjectKeys;
import dev.rondo.faults.service.Actor;
import dev.rondo.faults.service.Bucket.Version;
import dev.rondo.faults.service.BucketView;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The master: what it freezes, what it commits, and where the job then stands. */
final class CommitCheck {

  private static final String ONCE = "A client counts in a version exactly once";

  private final Verdict verdict;
  private final BucketView store;
  private final Documents documents;
  private final Uploads uploads;
  private final String job;

  CommitCheck(Verdict verdict, BucketView store, Uploads uploads, String job) {
    this.verdict = verdict;
    this.store = store;
    this.documents = new Documents(store);
    this.uploads = uploads;
    this.job = job;
  }

  private Plan plan(int round) {
    return documents.require(ObjectKeys.plan(job, round), Plan.class);
  }

  private Optional<Contributors> decision(int round) {
    return documents.read(ObjectKeys.contributors(job, round), Contributors.class);
  }

  void contributors(int round, Actor writer) {
    Plan plan = plan(round);
    Contributors decision = decision(round).orElseThrow();
    Set<String> clients = new HashSet<>();
    for (Contributor contributor : decision.contributors()) {
      Optional<String> fault = uploads.fault(plan, contributor);
      verdict.check(fault.isEmpty(), "Only valid updates are counted", fault.orElse(""));
      verdict.check(clients.add(contributor.client()), ONCE, contributor.client() + " twice");
    }
    List<String> there = uploads.clients(round, writer.since(), true);
    if (decision.abandoned().isPresent()) {
      verdict.check(
          there.size() < plan.minimum(),
          "A viable round is not abandoned",
          there + " were there when the master began, and the minimum is " + plan.minimum());
    } else {
      verdict.check(
          clients.size() >= plan.minimum(),
          "A round with fewer than the minimum is abandoned",
          clients + " of " + plan.minimum());
      // In shards an update that no worker has looked at counts only as far as the quorum needs it.
      boolean inTime =
          plan.shards() == 0
              ? clients.containsAll(there)
              : clients.size() >= Math.min(plan.quorum(), there.size());
      verdict.check(
          inTime,
          "Who was there in time counts",
          there + " were there when the master began, and these count: " + clients);
    }
  }

  void card(int version) {
    if (version == 0) {
      return;
    }
    Card card = documents.require(ObjectKeys.card(job, version), Card.class);
    Plan plan = plan(version);
    Optional<Contributors> decision = decision(version);
    if (decision.isEmpty() || decision.get().abandoned().isPresent()) {
      verdict.violated("What is committed was decided before", decision.toString());
      return;
    }
    List<Contributor> contributors = decision.get().contributors();
    double weight = contributors.stream().mapToDouble(Contributor::weight).sum();
    long examples = contributors.stream().mapToLong(Contributor::examples).sum();
    verdict.check(
        card.contributors() == contributors.size()
            && card.totalWeight() == weight
            && card.examples() == examples
            && card.parent().equals(Optional.of(plan.baseVersion())),
        "The card says what was decided",
        card + " for " + decision.get());
    model(plan, card, contributors, weight);
  }

  private void model(Plan plan, Card card, List<Contributor> contributors, double weight) {
    float[] model = ModelFile.read(store, card.modelKey(), plan.layout());
    float[] base = ModelFile.read(store, plan.baseModel(), plan.layout());
    double[] sum = uploads.sum(plan.round(), contributors, model.length);
    float[] expected = new float[model.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) (base[i] + sum[i] / weight);
      verdict.check(Float.isFinite(model[i]), "No version holds a NaN or an infinity", "at " + i);
    }
    verdict.check(
        Arrays.equals(model, expected),
        ONCE,
        "the model is " + Arrays.toString(model) + " and should be " + Arrays.toString(expected));
  }

  void latest(Optional<Version> before, Version now) {
    if (before.isEmpty()) {
      return;
    }
    Latest was = Json.parse(before.get().bytes(), Latest.class, "latest.json");
    Latest is = Json.parse(now.bytes(), Latest.class, "latest.json");
    String moved = was + " became " + is + " by " + now.writer();
    verdict.check(
        documents.exists(ObjectKeys.card(job, is.version())),
        "The newest version has been committed",
        moved);
    if (is.throughRound() == was.throughRound()) {
      boolean rollback = now.writer().role() == Actor.Role.OPERATOR && was.opening().isEmpty();
      verdict.check(
          is.version() == was.version() || rollback,
          "Only a rollback between two rounds changes the version",
          moved);
      verdict.check(
          was.opening().isEmpty() || was.opening().equals(is.opening()),
          "A round that is under way stays so until it has ended",
          moved);
    } else {
      verdict.check(
          is.throughRound() == was.throughRound() + 1,
          "Rounds end one after another, and stay ended",
          moved);
      roundEnded(is, was, moved);
    }
  }

  private void roundEnded(Latest is, Latest was, String moved) {
    boolean committed = documents.exists(ObjectKeys.card(job, is.throughRound()));
    boolean abandoned = decision(is.throughRound()).flatMap(Contributors::abandoned).isPresent();
    verdict.check(committed || abandoned, "A round ends when it is decided", moved);
    int expected = committed ? is.throughRound() : was.version();
    verdict.check(is.version() == expected, "The newest version is the one to go on from", moved);
  }
}
