package dev.rondo.cli.doctor;

import dev.rondo.cli.console.Text;
import dev.rondo.cli.play.Position;
import dev.rondo.cli.play.RoundView;
import dev.rondo.cli.play.Rounds;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.stack.Playing;
import dev.rondo.cli.stack.Stack;
import dev.rondo.protocol.data.Lease;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.RoundResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a job is, and whether clients have been heard of lately. */
final class JobChecks {

  /** Rounds that are looked at for clients. */
  private static final int LATELY = 3;

  /** Aggregation and evaluation are done by then. */
  private static final Duration LATE = Duration.ofMinutes(20);

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
              "its data set %s is not in the bucket".formatted(Text.oneLine(config.dataset())),
              "rondo data push --stack %s brings it there".formatted(stack.name())));
    }
    findings.add(round(position));
    lastEnding(position).ifPresent(findings::add);
    findings.add(clients(config, position));
    return findings;
  }

  private Finding round(Position position) {
    Optional<Playing> last = new Rounds(run, stack.rounds(), clock).playing(position.round());
    Optional<Playing> playing = last.filter(Playing::running);
    if (!position.underWay()) {
      return notOpen(position, last);
    }
    RoundView view = RoundView.read(run, position.round());
    if (playing.isEmpty()) {
      return Finding.wrong(
          subject,
          "round %d is under way (%s), but no execution plays it"
              .formatted(view.round(), view.state()),
          "go on with it: " + run.place().resume());
    }
    Instant now = clock.instant();
    if (view.left(now).plus(LATE).isNegative()) {
      return Finding.wrong(
          subject,
          view.line(now) + ", and long past its deadline",
          "look at the execution %s and the logs of the functions; rondo round stop, then %s, plays it on"
              .formatted(playing.get().execution(), run.place().resume()));
    }
    return Finding.ok(subject, view.line(now));
  }

  private Finding notOpen(Position position, Optional<Playing> last) {
    int round = position.round();
    if (last.filter(Playing::failed).isPresent()) {
      return Finding.wrong(
          subject,
          "round %d could not be opened: %s".formatted(round, Text.oneLine(last.get().ending())),
          "mend the cause (the log of OpenRound may say more), then " + run.place().resume());
    }
    return Finding.ok(
        subject,
        last.filter(Playing::running).isPresent()
            ? "round %d is being opened".formatted(round)
            : "version %d is current, round %d is next".formatted(position.version(), round));
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
        "rondo rounds show %d --stack %s --job %s".formatted(last, stack.name(), run.job());
    if (ended.status() == RoundResult.Status.ABANDONED) {
      return Optional.of(
          Finding.note(
              subject,
              "round %d was abandoned: %s"
                  .formatted(last, Text.oneLine(ended.reason().orElse("no reason"))),
              "see that enough clients are there (rondo clients list); " + show));
    }
    if (ended.evaluationError().isPresent()) {
      return Optional.of(
          Finding.note(
              subject,
              "round %d could not be evaluated: %s"
                  .formatted(last, Text.oneLine(ended.evaluationError().get())),
              "read the log of Evaluate"));
    }
    if (ended.rejected() > 0) {
      return Optional.of(
          Finding.note(
              subject,
              "%d updates of round %d were rejected".formatted(ended.rejected(), last),
              show + " says why"));
    }
    return Optional.empty();
  }

  private Finding clients(JobConfig config, Position position) {
    Set<String> seen = new HashSet<>();
    for (int round = Math.max(1, position.round() - LATELY); round <= position.round(); round++) {
      run.store().list(ObjectKeys.updates(run.job(), round)).stream()
          .flatMap(info -> ObjectKeys.parseUpdate(info.key()).stream())
          .forEach(update -> seen.add(update.client()));
    }
    long holding = holdingShards(config);
    String says =
        "%d clients have brought updates in the last rounds, %d hold a shard now"
            .formatted(seen.size(), holding);
    boolean waiting =
        position.underWay() && RoundView.read(run, position.round()).result().isEmpty();
    if (seen.isEmpty() && holding == 0) {
      return waiting
          ? Finding.wrong(
              "clients of " + run.job(),
              "none has been heard of, and a round waits",
              "rondo clients list shows the machines; on one of them: systemctl status rondo-agent,"
                  + " tail /var/log/rondo/agent.log")
          : Finding.note(
              "clients of " + run.job(),
              "none has been heard of yet",
              "deploy RondoEc2Clients or RondoEksClients, or start agents of your own");
    }
    return Finding.ok("clients of " + run.job(), says);
  }

  private long holdingShards(JobConfig config) {
    if (!ObjectKeys.isDataset(config.dataset())) {
      return 0;
    }
    Instant now = clock.instant();
    return run.store().list(ObjectKeys.leases(config.dataset())).stream()
        .flatMap(info -> run.documents().read(info.key(), Lease.class).stream())
        .filter(claim -> claim.until().isAfter(now))
        .map(Lease::client)
        .distinct()
        .count();
  }
}
