package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** The group {@code rondo model}. */
@Command(
    name = "model",
    description = {
      "Creates initial models; lists, shows, downloads and rolls back their versions.",
      "",
      "Version 0 is the initial model; version N is the result of round N. A committed",
      "version never changes. An abandoned round makes no version, so numbers can be",
      "missing.",
      ""
    },
    subcommands = {
      ModelInitCommand.class,
      ModelListCommand.class,
      ModelShowCommand.class,
      ModelDownloadCommand.class,
      ModelRollbackCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo model list",
      "  rondo model show 12",
      "  rondo model rollback 12 --run runs/my-job",
      "  rondo model download --stack RondoControl --job my-job"
    })
public final class ModelCommand extends WithHelp {}
