package dev.rondo.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cli.console.Facts;
import dev.rondo.cli.console.Text;
import dev.rondo.cli.execution.Position;
import dev.rondo.cli.run.RunOption;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one job. */
@Command(
    name = "show",
    description = {"Shows a job: its progress and its settings.", ""},
    footer = {
      "",
      "Examples:",
      "  rondo job show",
      "  rondo job show --stack RondoControl --job my-job",
      "  rondo job show --json | jq .config"
    })
final class JobShowCommand extends RondoCommand {

  @Mixin private final RunOption run = new RunOption();

  @Override
  public Integer call() {
    JobState job = JobState.of(run.find());
    output.print(
        () -> job.summary().<ObjectNode>set("config", job.config().toJson()),
        out -> print(job, out));
    return 0;
  }

  private static void print(JobState job, PrintWriter out) {
    out.printf("Job %s%n%n", job.run().job());
    Position position = Position.of(job.run());
    Facts facts = new Facts();
    facts.add("location", job.location());
    facts.add("current version", Integer.toString(job.latest().version()));
    facts.add(
        "completed rounds",
        "%s of %s".formatted(job.latest().throughRound(), job.config().rounds()));
    facts.add("next round", position.round() + (position.underWay() ? " (in progress)" : ""));
    facts.add("test accuracy", Text.percent(job.accuracy()));
    facts.print(out);
    out.printf("%nSettings%n%n");
    Facts settings = new Facts();
    job.config()
        .toJson()
        .properties()
        .forEach(
            field ->
                settings.add(
                    field.getKey(),
                    field.getValue().isTextual()
                        ? Text.oneLine(field.getValue().asText())
                        : field.getValue().toString()));
    settings.print(out);
  }
}
