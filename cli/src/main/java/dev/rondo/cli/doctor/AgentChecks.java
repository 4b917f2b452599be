package dev.rondo.cli.doctor;

import dev.rondo.operations.fleet.AgentLogs;
import dev.rondo.operations.fleet.Fleet;
import dev.rondo.operations.fleet.Instance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checks whether the instances of a client stack on EC2 run an agent, as their logs tell. */
final class AgentChecks {

  /** The setup of an instance retries its downloads for some ten minutes. */
  private static final Duration SETUP = Duration.ofMinutes(15);

  /** The newest instances are asked, with a request or two each. */
  private static final int ASKED = 50;

  /** Of the instances without an agent, the ends of so many logs are read. */
  private static final int EXPLAINED = 10;

  /** Instances that a finding names. */
  private static final int NAMED = 5;

  /** What the logs tell of an agent. */
  private enum State {
    STARTED,
    STARTING,
    UNKNOWN,
    SILENT
  }

  /**
   * @param why the reason of a silent one, which many instances may share
   */
  private record Seen(State state, String why) {}

  private final Fleet.OnEc2 fleet;
  private final Instant now;

  AgentChecks(Fleet.OnEc2 fleet, InstantSource clock) {
    this.fleet = fleet;
    this.now = clock.instant();
  }

  List<Finding> examine() {
    List<Instance> running = fleet.instances().stream().filter(Instance::isRunning).toList();
    if (running.isEmpty()) {
      return List.of();
    }
    Optional<AgentLogs> logs = fleet.logs();
    if (logs.isEmpty()) {
      return List.of(
          Finding.note(
              ClientStackChecks.SUBJECT,
              fleet.stack() + " has no output AgentLogGroupName, so its agents cannot be seen",
              "deploy it with this version of Rondo: cd cdk && cdk deploy " + fleet.stack()));
    }
    // In the order of their launch.
    List<Instance> asked = running.subList(Math.max(0, running.size() - ASKED), running.size());
    String of =
        asked.size() < running.size()
            ? "the newest %s instances of %s".formatted(asked.size(), running.size())
            : "%s instances".formatted(asked.size());
    return ask(logs.get(), asked).entrySet().stream()
        .map(group -> finding(group.getKey(), group.getValue(), of, logs.get()))
        .toList();
  }

  private Map<Seen, List<String>> ask(AgentLogs logs, List<Instance> instances) {
    Map<Seen, List<String>> groups =
        new TreeMap<>(Comparator.comparing(Seen::state).thenComparing(Seen::why));
    Optional<Instant> kept = logs.retention().map(now::minus);
    int explained = 0;
    for (Instance instance : instances) {
      Seen seen;
      if (logs.hasStarted(instance.id(), instance.launchedAt())) {
        seen = new Seen(State.STARTED, "");
      } else if (kept.filter(instance.launchedAt()::isBefore).isPresent()) {
        seen = new Seen(State.UNKNOWN, "");
      } else if (explained < EXPLAINED) {
        explained++;
        seen = explain(logs, instance);
      } else {
        seen = isNew(instance) ? new Seen(State.STARTING, "") : silent("their logs were not read");
      }
      groups.computeIfAbsent(seen, key -> new ArrayList<>()).add(instance.id());
    }
    return groups;
  }

  private boolean isNew(Instance instance) {
    return instance.launchedAt().plus(SETUP).isAfter(now);
  }

  private static Seen silent(String why) {
    return new Seen(State.SILENT, why);
  }

  private Seen explain(AgentLogs logs, Instance instance) {
    List<String> setup = logs.setup(instance.id());
    Optional<String> failed = LastWords.ofFailedSetup(setup);
    if (failed.isPresent()) {
      return silent("the setup says: " + failed.get());
    }
    if (isNew(instance)) {
      return new Seen(State.STARTING, "");
    }
    return LastWords.of(logs.agent(instance.id()))
        .map(end -> silent("the agent's log ends with: " + end))
        .or(() -> LastWords.of(setup).map(end -> silent("the setup's log ends with: " + end)))
        .orElseGet(() -> silent("no log has arrived"));
  }

  private Finding finding(Seen seen, List<String> ids, String of, AgentLogs logs) {
    String says = "%s: %s of %s ".formatted(fleet.stack(), ids.size(), of);
    String first = ids.get(0);
    return switch (seen.state()) {
      case STARTED -> Finding.ok(ClientStackChecks.SUBJECT, says + "have started an agent");
      case STARTING ->
          Finding.note(
              ClientStackChecks.SUBJECT,
              says + "are starting: " + names(ids),
              "check again: setup takes up to %s minutes".formatted(SETUP.toMinutes()));
      case UNKNOWN ->
          Finding.note(
              ClientStackChecks.SUBJECT,
              says + "are older than their log, so their start is not in it: " + names(ids),
              "see below whether clients are active. To start an agent again: rondo clients restart"
                  + " "
                  + first
                  + " --clients-stack "
                  + fleet.stack());
      case SILENT ->
          Finding.wrong(
              ClientStackChecks.SUBJECT,
              says + "run no agent: %s; %s".formatted(names(ids), seen.why()),
              ("aws logs tail %s --since 30d --log-stream-name-prefix %s. Without a log: aws ec2"
                      + " get-console-output --latest --output text --instance-id %s")
                  .formatted(logs.group(), first, first));
    };
  }

  private static String names(List<String> ids) {
    String named = String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())));
    return ids.size() > NAMED ? named + " and %s more".formatted(ids.size() - NAMED) : named;
  }
}
