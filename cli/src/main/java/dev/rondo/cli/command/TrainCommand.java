package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** The group {@code rondo train}. */
@Command(
    name = "train",
    description = {
      "Starts, watches and stops the training of a job on AWS.",
      "",
      "A training is one execution of the stack's training state machine: it runs one",
      "round after another until the target accuracy or the last round. It continues",
      "after an abandoned round.",
      ""
    },
    subcommands = {
      TrainStartCommand.class,
      TrainStatusCommand.class,
      WatchCommand.OfTraining.class,
      StopCommand.OfTraining.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo train start --wait",
      "  rondo train start --job my-job --rounds 50 --target-accuracy 0.97",
      "  rondo train watch"
    })
public final class TrainCommand extends WithHelp {}
