package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.Run;
import dev.rondo.operations.execution.Execution;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.simulation.SimulationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Explains a simulation or a training of which every round was abandoned. */
final class NothingLearned {

  private NothingLearned() {}

  /** Why no round made a version, and what to change; empty if a round did. */
  static Optional<String> explain(JobConfig job, SimulationResult result) {
    List<RoundResult> rounds = result.rounds().stream().map(RoundRecord::result).toList();
    List<String> changes = job.dropOut() > 0 ? List.of("lower --drop-out") : List.of();
    return explain(job, "every round", rounds, changes, "and add --restart");
  }

  /** The same for a training on AWS that has succeeded: Step Functions counts rounds only. */
  static Optional<String> explain(Run run, Execution training) {
    if (training.status() != Execution.Status.SUCCEEDED) {
      return Optional.empty();
    }
    int last = Math.min(training.input().path("last_round").asInt(), run.latest().throughRound());
    List<RoundResult> rounds =
        IntStream.rangeClosed(firstRound(training), last)
            .mapToObj(round -> ObjectKeys.result(run.job(), round))
            .flatMap(key -> run.documents().read(key, RoundResult.class).stream())
            .toList();
    return explain(run.config(), "every round of this training", rounds, List.of(), "in a new job");
  }

  /** The first round of a training, also if the execution continues an earlier one. */
  static int firstRound(Execution training) {
    JsonNode input = training.input();
    return Math.max(1, input.path("first_round").asInt(1) - input.path("rounds_run").asInt());
  }

  private static Optional<String> explain(
      JobConfig job, String what, List<RoundResult> rounds, List<String> changes, String how) {
    if (rounds.isEmpty()
        || rounds.stream().anyMatch(round -> round.status() != RoundResult.Status.ABANDONED)) {
      return Optional.empty();
    }
    RoundResult last = rounds.get(rounds.size() - 1);
    return Optional.of(
        "Cannot train job %s: %s was abandoned. In round %s, %s. %s, %s."
            .formatted(
                job.job(),
                what,
                last.round(),
                Text.oneLine(last.reason().orElse("there was no reason")),
                advice(changes, rounds),
                how));
  }

  private static String advice(List<String> first, List<RoundResult> rounds) {
    List<String> changes = new ArrayList<>(first);
    if (sum(rounds, RoundResult::rejected) > 0) {
      changes.add("raise --max-update-norm or lower --learning-rate");
    }
    // A rejected update leaves its seat dropped, and more time would not help.
    int inTime = sum(rounds, RoundResult::rejected);
    if (sum(rounds, RoundResult::dropped) + sum(rounds, RoundResult::late) > inTime) {
      changes.add("raise --deadline-seconds");
    }
    changes.add("lower --minimum");
    String all = String.join(", or ", changes);
    return Character.toUpperCase(all.charAt(0)) + all.substring(1);
  }

  private static int sum(List<RoundResult> rounds, ToIntFunction<RoundResult> count) {
    return rounds.stream().mapToInt(count).sum();
  }
}
