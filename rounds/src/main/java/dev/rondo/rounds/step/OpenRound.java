package dev.rondo.rounds.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.round.Participations;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Privacy;
import dev.rondo.protocol.round.RoundTask;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.SeatTree;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.Documents.Tagged;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.job.JobPrivacy;
import dev.rondo.rounds.parts.PartChoice;
import dev.rondo.rounds.privacy.ClientSample;
import dev.rondo.rounds.scale.AggregationModel;
import dev.rondo.rounds.state.Executions;
import dev.rondo.rounds.state.Latest;
import dev.rondo.rounds.state.LatestVersion;
import dev.rondo.rounds.state.Nonces;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.state.RoundOwner;
import dev.rondo.rounds.state.RoundRequest;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.rounds.state.SeatsPublished;
import dev.rondo.rounds.state.TrainingOverrides;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The first step of a round: writes the plan once and publishes the seats.
 *
 * <p>A retry continues where the first attempt stopped and repeats nothing that is done.
 */
public final class OpenRound {

  /** Seats whose messages a deployed step has in memory at once. */
  public static final int SEATS_AT_ONCE = 1_000;

  private final Documents documents;
  private final LatestVersion latest;
  private final RoundOutcomes outcomes;
  private final Ledger ledger;
  private final TaskQueue queue;
  private final Nonces nonces;
  private final Executions executions;
  private final NewPlan plans;
  private final int seatsAtOnce;
  private final InstantSource clock;

  /** Chooses between whole models and model parts by the cost model. */
  public OpenRound(
      ObjectStore store,
      TaskQueue queue,
      Nonces nonces,
      Executions executions,
      InstantSource clock) {
    this(
        store,
        queue,
        nonces,
        executions,
        AggregationModel.standard()::divide,
        ClientSample.NONE,
        SEATS_AT_ONCE,
        clock);
  }

  /**
   * @param sample draws the clients of jobs that count on a random sample
   * @param seatsAtOnce seats whose messages are in memory at once
   */
  public OpenRound(
      ObjectStore store,
      TaskQueue queue,
      Nonces nonces,
      Executions executions,
      PartChoice partChoice,
      ClientSample sample,
      int seatsAtOnce,
      InstantSource clock) {
    this.documents = new Documents(store);
    this.latest = new LatestVersion(store);
    this.outcomes = new RoundOutcomes(store);
    this.ledger = new Ledger(store);
    this.queue = queue;
    this.nonces = nonces;
    this.executions = executions;
    this.seatsAtOnce = seatsAtOnce;
    this.plans = new NewPlan(store, nonces, partChoice, sample, clock);
    this.clock = clock;
  }

  /** The state of the round as the execution finds it. */
  public sealed interface Opened {

    /** The seats are published: wait for updates, at most this long. */
    record Open(Duration timeout) implements Opened {}

    /** The decision is frozen or the round is committed: aggregate, or do what is left. */
    record Decided() implements Opened {}

    /** The deadline has passed, so no seat is published: aggregate what there is. */
    record Overdue() implements Opened {}

    /** The round is abandoned and has no result yet: close it. */
    record Abandoned() implements Opened {}

    /** The round before has ended and has no result yet: close it, then open this one again. */
    record Unclosed(int round) implements Opened {}

    /** The round does not open, because its version would exceed the job's privacy budget. */
    record BudgetSpent(String reason) implements Opened {}

    /** The round has already ended. */
    record Closed(RoundResult result) implements Opened {}

    /** Another execution owns this round, or the one before that has no result, and is running. */
    record Elsewhere(int round, String execution) implements Opened {}
  }

  /**
   * @throws IllegalArgumentException when it is not this round's turn, or there is no such job
   */
  public Opened run(RoundRequest request, String execution, TrainingOverrides overrides) {
    Optional<RoundResult> result =
        documents.read(ObjectKeys.result(request.job(), request.round()), RoundResult.class);
    if (result.isPresent()) {
      return new Opened.Closed(result.get());
    }
    Optional<Plan> existing =
        documents.read(ObjectKeys.plan(request.job(), request.round()), Plan.class);
    if (existing.isEmpty()) {
      JobConfig config = config(request.job());
      Latest before = rollForward(request.job());
      // Before the result of the round before is looked at: that round may end meanwhile.
      LatestVersion.requireTurn(request, before);
      Optional<Opened> unclosed = unclosed(request, before.throughRound());
      return unclosed.isPresent()
          ? unclosed.get()
          : begin(request, execution, config, before.version(), overrides);
    }
    return resume(request, execution, existing.get());
  }

  private Opened begin(
      RoundRequest request,
      String execution,
      JobConfig config,
      int version,
      TrainingOverrides overrides) {
    Optional<JobPrivacy> privacy =
        config.differentialPrivacy().filter(any -> overrides.task() == RoundTask.TRAIN);
    Optional<Participations> before = privacy.map(any -> ledger.before(request));
    Optional<String> spent =
        privacy.flatMap(budget -> Ledger.refusal(config.job(), budget, before.orElseThrow()));
    if (spent.isPresent()) {
      return new Opened.BudgetSpent(spent.get());
    }
    Optional<Privacy> release = privacy.map(budget -> budget.next(before.orElseThrow()));
    return resume(request, execution, plans.begin(request, config, version, release, overrides));
  }

  private Opened resume(RoundRequest request, String execution, Plan plan) {
    Optional<RoundOutcome> outcome = outcomes.read(plan.job(), plan.round());
    if (outcome.filter(RoundOutcome::wasAbandoned).isPresent()) {
      return new Opened.Abandoned(); // Whoever comes first closes it; its owner may be waiting.
    }
    Optional<String> other = takeOwnership(request, execution);
    if (other.isPresent()) {
      return new Opened.Elsewhere(request.round(), other.get());
    }
    if (outcome.isPresent() || documents.exists(ObjectKeys.decision(plan.job(), plan.round()))) {
      return new Opened.Decided();
    }
    Duration left = Duration.between(clock.instant(), plan.deadline());
    if (left.isNegative() || left.isZero()) {
      return new Opened.Overdue();
    }
    publishSeats(plan);
    return new Opened.Open(Duration.between(clock.instant(), plan.deadline()));
  }

  private JobConfig config(String job) {
    return JobConfig.fromJson(
        documents
            .read(ObjectKeys.job(job), JsonNode.class)
            .orElseThrow(() -> new IllegalArgumentException("Job " + job + " does not exist")));
  }

  /** What to do first if the round before has ended and has no result. */
  private Optional<Opened> unclosed(RoundRequest request, int before) {
    if (before == 0 || documents.exists(ObjectKeys.result(request.job(), before))) {
      return Optional.empty();
    }
    Optional<String> owner =
        documents
            .read(ObjectKeys.owner(request.job(), before), RoundOwner.class)
            .map(RoundOwner::execution)
            .filter(executions::isRunning);
    return Optional.of(
        owner.isPresent()
            ? new Opened.Elsewhere(before, owner.get())
            : new Opened.Unclosed(before));
  }

  /**
   * Ends a round that has an outcome but whose end was not recorded.
   *
   * @return the position of the job after it
   */
  private Latest rollForward(String job) {
    Latest before = latest.read(job);
    int next = before.throughRound() + 1;
    Optional<Plan> plan = documents.read(ObjectKeys.plan(job, next), Plan.class);
    Optional<RoundOutcome> outcome = plan.flatMap(planned -> outcomes.read(job, next));
    if (outcome.isEmpty()) {
      return before;
    }
    outcomes.complete(plan.get(), outcome.get());
    return latest.read(job);
  }

  /** Makes this execution the owner of the round, or returns another owner that is running. */
  private Optional<String> takeOwnership(RoundRequest request, String execution) {
    String key = ObjectKeys.owner(request.job(), request.round());
    RoundOwner me = new RoundOwner(execution);
    while (true) {
      RoundOwner owner = documents.writeOnce(key, me);
      if (owner.equals(me)) {
        return Optional.empty();
      }
      if (executions.isRunning(owner.execution())) {
        return Optional.of(owner.execution());
      }
      Optional<Tagged<RoundOwner>> ended = documents.readTagged(key, RoundOwner.class);
      if (ended.isPresent()
          && ended.get().value().equals(owner)
          && documents.replace(key, ended.get().etag(), me)) {
        return Optional.empty();
      }
    }
  }

  private void publishSeats(Plan plan) {
    String key = ObjectKeys.seats(plan.job(), plan.round());
    if (documents.exists(key)) {
      return;
    }
    SeatTree seats = nonces.seats(plan.job(), plan.round(), plan.seats());
    if (!seats.root().equals(plan.seatRoot())) {
      throw new IllegalStateException(
          "Cannot publish the seats of round %s of job %s: %s was replaced after the plan was written"
              .formatted(plan.round(), plan.job(), ObjectKeys.nonceSecret()));
    }
    for (int from = 0; from < plan.seats(); from += seatsAtOnce) {
      queue.publish(
          IntStream.range(from, Math.min(plan.seats(), from + seatsAtOnce))
              .mapToObj(seat -> new Seat(plan.job(), plan.round(), seat, seats.nonce(seat)))
              .toList());
    }
    documents.writeOnce(key, new SeatsPublished(plan.seats(), clock.instant()));
  }
}
