package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** The group {@code rondo data}. */
@Command(
    name = "data",
    description = {"Splits training data into one data shard per client, and uploads it.", ""},
    subcommands = {DataSplitCommand.class, DataPushCommand.class},
    footer = {
      "",
      "Examples:",
      "  rondo data split --split labels:3 --clients 100 --out data",
      "  rondo data push --stack RondoControl"
    })
public final class DataCommand extends WithHelp {}
