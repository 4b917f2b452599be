package dev.rondo.cli.doctor;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.execution.Executions;
import dev.rondo.cli.execution.Position;
import dev.rondo.cli.execution.RoundView;
import dev.rondo.cli.run.Run;
import dev.rondo.operations.execution.Execution;
import dev.rondo.operations.stack.Stack;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.Abandonment;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.state.RoundResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks a job, and whether its clients are active. */
final class JobChecks {

  /** How many recent rounds are searched for clients. */
  private static final int LATELY = 3;

  /** The time that aggregation and evaluation may take after the deadline. */
  private static final Duration LATE = Duration.ofMinutes(20);

  /** A deployment says that machines run, and not that their agents do. */
  private static final String AGENT_LOGS =
      "look for the line \"started\" and for errors in the agents' logs: on EC2 aws logs tail GROUP"
          + " --since 1h, where GROUP is the output AgentLogGroupName of the client stack; on EKS"
          + " kubectl -n rondo logs -l app.kubernetes.io/name=rondo-agent";

  private final Stack stack;
  private final Run run;
  private final InstantSource clock;
  private final String subject;

  JobChecks(Stack stack, Run run, InstantSource clock) {
    this.stack = stack;
    this.run = run;
    this.clock = clock;
    this.subject = "job " + run.job();
  }

  List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    JobConfig config = run.config();
    Position position = Position.of(run);
    if (!ObjectKeys.isDataset(config.dataset())
        || !run.documents().exists(ObjectKeys.dataIndex(config.dataset()))) {
      findings.add(
          Finding.wrong(
              subject,
              "data set %s is not in the bucket".formatted(Text.oneLine(config.dataset())),
              "rondo data push --stack " + stack.name()));
    }
    findings.add(round(position));
    training().ifPresent(findings::add);
    lastEnding(position).ifPresent(findings::add);
    findings.add(clients(config, position));
    return findings;
  }

  private Finding round(Position position) {
    Optional<Execution> last = new Executions(run, stack, clock).round(position.round());
    Optional<Execution> running = last.filter(Execution::isRunning);
    if (!position.underWay()) {
      return notOpen(position, last);
    }
    RoundView view = RoundView.read(run, position.round());
    Instant now = clock.instant();
    if (running.isEmpty()) {
      return stuck(view, last, now);
    }
    if (view.left(now).plus(LATE).isNegative()) {
      return Finding.wrong(
          subject,
          view.line(now) + ": overdue",
          "read the execution %s and the logs of the functions. To restart the round: rondo round stop, then %s. To abandon it: %s"
              .formatted(running.get().arn(), run.place().resume(), abandon(view.round())));
    }
    return Finding.ok(subject, view.line(now));
  }

  /** A round that nobody goes on with, and the command that frees it. */
  private Finding stuck(RoundView view, Optional<Execution> last, Instant now) {
    boolean ended = view.committed() || view.abandoned().isPresent();
    boolean late = !view.decided() && !ended && view.left(now).isNegative();
    String state =
        late
            ? "%s, %s s past the deadline".formatted(view.state(), -view.left(now).toSeconds())
            : view.state();
    String why =
        last.filter(Execution::isFailed)
            .map(failed -> ". Its last execution " + Text.oneLine(failed.ending()))
            .orElse("");
    String says =
        ended
            ? "round %s is %s and has no result, and no execution is running"
                .formatted(view.round(), view.committed() ? "committed" : "abandoned")
            : "round %s is in progress (%s), but no execution is running"
                .formatted(view.round(), state);
    return Finding.wrong(
        subject,
        says + why,
        ended
            ? "to close the round: " + run.place().resume()
            : "to resume the round: %s. To abandon it: %s"
                .formatted(run.place().resume(), abandon(view.round())));
  }

  private String abandon(int round) {
    return "rondo round abandon %s --stack %s --job %s".formatted(round, stack.name(), run.job());
  }

  /** A training that gave up, until another one is started. */
  private Optional<Finding> training() {
    return new Executions(run, stack, clock)
        .latestTraining()
        .filter(Execution::isFailed)
        .map(
            failed ->
                Finding.note(
                    subject,
                    "the last training " + Text.oneLine(failed.ending()),
                    "fix the cause, then rondo train start --stack %s --job %s"
                        .formatted(stack.name(), run.job())));
  }

  private Finding notOpen(Position position, Optional<Execution> last) {
    int round = position.round();
    if (last.filter(Execution::isFailed).isPresent()) {
      return Finding.wrong(
          subject,
          "round %s could not be opened: %s".formatted(round, Text.oneLine(last.get().ending())),
          "fix the cause (see the log of OpenRound), then " + run.place().resume());
    }
    return Finding.ok(
        subject,
        last.filter(Execution::isRunning).isPresent()
            ? "round %s is starting".formatted(round)
            : "current version %s, next round %s".formatted(position.version(), round));
  }

  private Optional<Finding> lastEnding(Position position) {
    int last = position.round() - 1;
    if (last < 1) {
      return Optional.empty();
    }
    Optional<RoundResult> result =
        run.documents().read(ObjectKeys.result(run.job(), last), RoundResult.class);
    if (result.isEmpty()) {
      return Optional.empty();
    }
    RoundResult ended = result.get();
    String show =
        "rondo round show %s --stack %s --job %s".formatted(last, stack.name(), run.job());
    if (ended.status() == RoundResult.Status.ABANDONED) {
      return Optional.of(
          Finding.note(
              subject,
              "round %s was abandoned: %s"
                  .formatted(last, Text.oneLine(ended.reason().orElse("no reason"))),
              (isOfMaster(last)
                      ? "check the number of clients (rondo clients list); for details: "
                      : "for details: ")
                  + show));
    }
    if (ended.evaluationError().isPresent()) {
      return Optional.of(
          Finding.note(
              subject,
              "round %s could not be evaluated: %s"
                  .formatted(last, Text.oneLine(ended.evaluationError().get())),
              "read the log of the function Evaluate"));
    }
    if (ended.rejected() > 0) {
      return Optional.of(
          Finding.note(
              subject,
              "%s updates of round %s were rejected".formatted(ended.rejected(), last),
              "for the reasons: " + show));
    }
    return Optional.empty();
  }

  /** Whether a round was abandoned because of too few updates. */
  private boolean isOfMaster(int round) {
    return new RoundOutcomes(run.store())
        .read(run.job(), round)
        .flatMap(RoundOutcome::abandoned)
        .filter(why -> why.by() == Abandonment.By.MASTER)
        .isPresent();
  }

  private Finding clients(JobConfig config, Position position) {
    Set<String> seen = new HashSet<>();
    for (int round = Math.max(1, position.round() - LATELY); round <= position.round(); round++) {
      run.store().keys(ObjectKeys.updates(run.job(), round)).stream()
          .flatMap(key -> ObjectKeys.parseUpdate(key).stream())
          .forEach(update -> seen.add(update.client()));
    }
    long holding = leasedDataShards(config);
    String says =
        "%s clients uploaded updates in the last rounds, %s lease a data shard now"
            .formatted(seen.size(), holding);
    boolean waiting =
        position.underWay() && RoundView.read(run, position.round()).result().isEmpty();
    if (seen.isEmpty() && holding == 0) {
      return waiting
          ? Finding.wrong(
              "clients of " + run.job(),
              "no client is active, and a round is waiting for updates",
              "list the machines (rondo clients list), then " + AGENT_LOGS)
          : Finding.note(
              "clients of " + run.job(),
              "no client has been active yet",
              "deploy RondoEc2Clients or RondoEksClients, or start your own agents. If they are"
                  + " deployed, "
                  + AGENT_LOGS);
    }
    return Finding.ok("clients of " + run.job(), says);
  }

  private long leasedDataShards(JobConfig config) {
    if (!ObjectKeys.isDataset(config.dataset())) {
      return 0;
    }
    Instant now = clock.instant();
    return run.store().keys(ObjectKeys.leases(config.dataset())).stream()
        .flatMap(key -> run.documents().read(key, Lease.class).stream())
        .filter(lease -> lease.until().isAfter(now))
        .map(Lease::client)
        .distinct()
        .count();
  }
}
