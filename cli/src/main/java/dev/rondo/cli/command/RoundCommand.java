package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** The group {@code rondo round}. */
@Command(
    name = "round",
    description = {
      "Starts, watches, stops and abandons single rounds; lists and shows all rounds.",
      "",
      "A round publishes seats, waits for client updates until its quorum or its",
      "deadline, aggregates them, evaluates the new version, and closes. On AWS it is",
      "one execution of the stack's round state machine. \"rondo train\" runs many",
      "rounds.",
      ""
    },
    subcommands = {
      RoundStartCommand.class,
      RoundListCommand.class,
      RoundShowCommand.class,
      RoundStatusCommand.class,
      WatchCommand.OfRound.class,
      StopCommand.OfRound.class,
      RoundAbandonCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo round start --wait",
      "  rondo round start --job my-job --epochs 5 --learning-rate 0.05",
      "  rondo round list --run runs/my-job",
      "  rondo round show 7"
    })
public final class RoundCommand extends WithHelp {}
