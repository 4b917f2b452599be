package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** Looks at and manages the versions of a run's model. */
@Command(
    name = "models",
    description = {
      "Lists, shows, rolls back and downloads the versions of a run's model.",
      "",
      "Version 0 is the initial model; version N was made by round N. A committed",
      "version never changes. Numbers may have holes: an abandoned round makes no",
      "version.",
      ""
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsRollbackCommand.class,
      ModelsDownloadCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo models list",
      "  rondo models show 12",
      "  rondo models rollback 12 --run runs/my-job",
      "  rondo models download --stack RondoControl --job my-job"
    })
public final class ModelsCommand {}
