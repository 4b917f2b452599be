package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.console.UserError;
import dev.rondo.cli.run.Run;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.aggregation.Contributor;
import dev.rondo.rounds.aggregation.Decision;
import dev.rondo.rounds.history.TimedResult;
import dev.rondo.rounds.state.RoundOutcome;
import dev.rondo.rounds.state.RoundOutcomes;
import dev.rondo.rounds.update.Rejection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the store contains about one round.
 *
 * @param plan its plan
 * @param contributors the clients whose updates are in the new version, by ID
 * @param late other clients with a valid update, by ID
 * @param rejected why updates were rejected, by client ID
 * @param record its result; empty while it is in progress
 * @param simulated whether it was simulated
 */
record RoundDetails(
    Plan plan,
    List<Contributor> contributors,
    List<String> late,
    Map<String, Rejection> rejected,
    Optional<TimedResult> record,
    boolean simulated) {

  /**
   * Reads a round.
   *
   * @throws UserError if it has not been opened
   */
  static RoundDetails read(Run run, int round) {
    Documents documents = run.documents();
    Optional<Plan> plan =
        round < 1 || round > ObjectKeys.MAX_ROUND
            ? Optional.empty()
            : documents.read(ObjectKeys.plan(run.job(), round), Plan.class);
    if (plan.isEmpty()) {
      throw new UserError(
          "Job %s has no round %s. It has %s."
              .formatted(run.job(), round, Text.ranges(rounds(run))));
    }
    Optional<RoundOutcome> outcome = new RoundOutcomes(run.store()).read(run.job(), round);
    List<Contributor> contributors =
        outcome.filter(RoundOutcome::wasAbandoned).isPresent()
            ? List.of()
            : documents
                .read(ObjectKeys.decision(run.job(), round), Decision.class)
                .map(Decision::contributors)
                .orElse(List.of());
    Map<String, Rejection> rejected = rejected(run, round);
    return new RoundDetails(
        plan.get(),
        contributors,
        late(run, round, contributors, rejected.keySet()),
        rejected,
        run.result(round),
        run.place().simulated());
  }

  private static List<Integer> rounds(Run run) {
    return run.store().keys(ObjectKeys.rounds(run.job())).stream()
        .flatMap(key -> ObjectKeys.parseRound(key).stream())
        .distinct()
        .sorted()
        .toList();
  }

  private static Map<String, Rejection> rejected(Run run, int round) {
    Map<String, Rejection> rejected = new TreeMap<>();
    run.store()
        .keys(ObjectKeys.rejections(run.job(), round))
        .forEach(
            key ->
                ObjectKeys.parseRejected(key)
                    .ifPresent(
                        client ->
                            rejected.put(client, run.documents().require(key, Rejection.class))));
    return rejected;
  }

  private static List<String> late(
      Run run, int round, List<Contributor> contributors, Set<String> rejected) {
    Set<String> accepted =
        contributors.stream().map(Contributor::client).collect(Collectors.toSet());
    return run.store().keys(ObjectKeys.updates(run.job(), round)).stream()
        .flatMap(key -> ObjectKeys.parseUpdate(key).stream())
        .map(update -> update.client())
        .filter(client -> !accepted.contains(client) && !rejected.contains(client))
        .toList();
  }

  ObjectNode toJson() {
    ObjectNode node = Output.object();
    node.set("plan", Json.tree(plan));
    node.set("contributors", Json.tree(contributors));
    node.set("late", Json.tree(late));
    node.set("rejected", Json.tree(rejected));
    record.ifPresent(ended -> node.set("result", RoundListCommand.toJson(ended, simulated)));
    return node;
  }
}
