package dev.rondo.cli.command;

import dev.rondo.cli.console.Text;
import dev.rondo.rounds.history.RoundRecord;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.RoundResult;
import dev.rondo.simulation.SimulationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Explains a simulation of which every round was abandoned. */
final class NothingLearned {

  private NothingLearned() {}

  /** Why no round made a version, and what to change; empty if a round did. */
  static Optional<String> explain(JobConfig job, SimulationResult result) {
    List<RoundResult> rounds = result.rounds().stream().map(RoundRecord::result).toList();
    if (rounds.isEmpty()
        || rounds.stream().anyMatch(round -> round.status() != RoundResult.Status.ABANDONED)) {
      return Optional.empty();
    }
    RoundResult last = rounds.get(rounds.size() - 1);
    return Optional.of(
        "Cannot train job %s: every round was abandoned. In round %s, %s. %s, and add --restart."
            .formatted(
                job.job(),
                last.round(),
                Text.oneLine(last.reason().orElse("there was no reason")),
                advice(job, rounds)));
  }

  private static String advice(JobConfig job, List<RoundResult> rounds) {
    List<String> changes = new ArrayList<>();
    if (job.dropOut() > 0) {
      changes.add("lower --drop-out");
    }
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
