package dev.rondo.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The group {@code rondo job}. */
@Command(
    name = "job",
    description = {
      "Creates, lists and shows jobs.",
      "",
      "A job is a training with fixed settings. It consists of its rounds and the",
      "versions of its model, in a local folder or in the bucket of a stack.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo job create --stack RondoControl --config job.yaml",
      "  rondo job list",
      "  rondo job show --run runs/my-job"
    })
public final class JobCommand extends WithHelp {

  private JobCommand() {}

  /** The group, with all settings of a job as options of {@code create}. */
  public static CommandLine commandLine() {
    CommandLine create = new CommandLine(new JobCreateCommand());
    JobFlags.addTo(create.getCommandSpec());
    return new CommandLine(new JobCommand())
        .addSubcommand(create)
        .addSubcommand(new JobListCommand())
        .addSubcommand(new JobShowCommand());
  }
}
