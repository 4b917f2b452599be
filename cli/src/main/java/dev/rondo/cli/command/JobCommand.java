package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** The group {@code rondo job}. */
@Command(
    name = "job",
    description = {
      "Creates, lists and shows jobs, and sets which clients they admit.",
      "",
      "A job is a training with fixed settings. It consists of its rounds and the",
      "versions of its model, in a local folder or in the bucket of a stack.",
      ""
    },
    subcommands = {
      JobCreateCommand.class,
      JobListCommand.class,
      JobShowCommand.class,
      JobClientsCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo job create --stack RondoControl --config job.yaml",
      "  rondo job list",
      "  rondo job show --run runs/my-job"
    })
public final class JobCommand extends WithHelp {}
