package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.rondo.cli.console.Output;
import dev.rondo.cli.console.Table;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.run.RunsOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists jobs. */
@Command(
    name = "list",
    description = {"Lists the jobs in a local folder or on a stack.", ""},
    footer = {"", "Examples:", "  rondo job list", "  rondo job list --stack RondoControl --json"})
final class JobListCommand extends RondoCommand {

  @Mixin private final RunsOption runs = new RunsOption();

  @Override
  public Integer call() {
    List<JobState> jobs = runs.list().stream().map(JobState::of).toList();
    output.print(
        () -> {
          ArrayNode array = Output.array();
          jobs.forEach(job -> array.add(job.summary()));
          return array;
        },
        out -> {
          if (jobs.isEmpty()) {
            out.println("No jobs. To create one: rondo job create");
          } else {
            table(jobs).print(out);
          }
        });
    return 0;
  }

  private static Table table(List<JobState> jobs) {
    Table table = new Table("job", "model", "data set", "version", "rounds", "test accuracy");
    for (JobState job : jobs) {
      table.add(
          job.run().job(),
          job.config().model(),
          job.config().dataset(),
          Integer.toString(job.latest().version()),
          job.latest().throughRound() + " of " + job.config().rounds(),
          Text.percent(job.accuracy()));
    }
    return table;
  }
}
