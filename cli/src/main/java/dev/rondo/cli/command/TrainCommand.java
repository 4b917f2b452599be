package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** Plays many rounds on AWS. */
@Command(
    name = "train",
    description = {
      "Starts the training of a job on AWS, watches it, and stops it.",
      "",
      "A training is one execution of the stack's training state machine: it plays a",
      "round after the other until the target accuracy or the last round. An abandoned",
      "round is followed by the next one.",
      ""
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainStartCommand.class,
      TrainStatusCommand.class,
      TrainWatchCommand.class,
      TrainStopCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo train start --wait",
      "  rondo train start --job my-job --rounds 50 --target-accuracy 0.97",
      "  rondo train watch"
    })
public final class TrainCommand {}
