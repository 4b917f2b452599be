package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** Plays single rounds on AWS. */
@Command(
    name = "round",
    description = {
      "Starts a round of a job on AWS, watches it, and stops it.",
      "",
      "A round is one execution of the stack's round state machine: it publishes",
      "seats, waits for client updates until its quorum or its deadline, aggregates,",
      "evaluates and closes. Many rounds on end are played by  rondo train.",
      ""
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RoundStartCommand.class,
      RoundStatusCommand.class,
      RoundWatchCommand.class,
      RoundStopCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo round start --wait",
      "  rondo round start --job my-job --epochs 5 --learning-rate 0.05",
      "  rondo round watch"
    })
public final class RoundCommand {}
