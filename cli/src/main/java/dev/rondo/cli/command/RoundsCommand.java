package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** Looks at the rounds of a run. */
@Command(
    name = "rounds",
    description = {
      "Shows the rounds of a run: how each ended, and who took part in it.",
      "",
      "A round publishes seats and waits for client updates until its quorum or its",
      "deadline. Of the seats' updates some are accepted into the new version; valid",
      "ones that are not in it are late; refused ones are rejected, with a reason; a",
      "seat that brought nothing is dropped.",
      ""
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RoundsListCommand.class, RoundsShowCommand.class},
    footer = {
      "",
      "Examples:",
      "  rondo rounds list",
      "  rondo rounds show 7 --run runs/my-job",
      "  rondo rounds list --stack RondoControl --job my-job"
    })
public final class RoundsCommand {}
