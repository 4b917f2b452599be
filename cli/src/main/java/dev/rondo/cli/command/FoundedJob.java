package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.command.JobFounder.Founded;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.stack.Stack;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.job.JobConfig;
import java.io.PrintWriter;

/** What a user sees of a job that was founded, or was there already. */
final class FoundedJob {

  private final Stack stack;
  private final Founded founded;
  private final JobConfig job;
  private final Run run;

  FoundedJob(Stack stack, Founded founded) {
    this.stack = stack;
    this.founded = founded;
    this.job = founded.config();
    this.run = Run.on(stack, job.job());
  }

  void print(PrintWriter console, boolean json) {
    if (json) {
      console.println(toJson().toPrettyString());
      return;
    }
    TensorTable.of(founded.model().layout()).print(console);
    founded.notices().forEach(notice -> console.println("Note: " + notice));
    console.println();
    console.printf(
        founded.existed() ? "Job %s was there already.%n" : "Founded job %s.%n", job.job());
    Facts facts = new Facts();
    facts.add("  model", modelFile());
    facts.add("  data set", job.dataset());
    facts.add(
        "  a round",
        "%d seats, quorum %d, minimum %d after %s seconds"
            .formatted(
                job.seats(), job.quorum(), job.minimum(), Text.number(job.deadlineSeconds())));
    facts.add("  rounds", "up to " + job.rounds() + target());
    facts.print(console);
    String which = " --stack " + stack.name() + " --job " + job.job();
    console.println();
    console.println("Next: rondo round start" + which + " --wait");
    console.println("  or: rondo train start" + which);
  }

  private ObjectNode toJson() {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("job", job.job())
            .put("existed", founded.existed())
            .put("location", run.location(ObjectKeys.job(job.job())))
            .put("model_file", modelFile())
            .put("parameters", founded.model().layout().parameterCount());
    node.set("config", job.toJson());
    return node;
  }

  private String modelFile() {
    return run.location(run.manifest(0).modelKey());
  }

  private String target() {
    return job.targetAccuracy() > 0
        ? ", or a test accuracy of " + Text.number(100 * job.targetAccuracy()) + " %"
        : "";
  }
}
