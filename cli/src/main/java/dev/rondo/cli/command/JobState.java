package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.run.Run;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.rounds.state.Latest;
import java.util.OptionalDouble;

/**
 * The settings and the progress of a job.
 *
 * @param run the job
 * @param config its settings
 * @param latest its current version, and the last round that ended
 * @param accuracy the test accuracy of the current version, if it was evaluated
 */
record JobState(Run run, JobConfig config, Latest latest, OptionalDouble accuracy) {

  static JobState of(Run run) {
    Latest latest = run.latest();
    return new JobState(run, run.config(), latest, run.accuracy(latest.version()));
  }

  /** The path or URI of the job's folder. */
  String location() {
    return run.place().simulated()
        ? run.place().folder().toString()
        : run.location(ObjectKeys.jobs() + run.job());
  }

  ObjectNode summary() {
    ObjectNode node =
        Output.object()
            .put("job", run.job())
            .put("location", location())
            .put("model", config.model())
            .put("dataset", config.dataset())
            .put("version", latest.version())
            .put("through_round", latest.throughRound())
            .put("rounds", config.rounds());
    accuracy.ifPresent(share -> node.put("test_accuracy", share));
    return node;
  }
}
