package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** Prepares data, and brings it to AWS. */
@Command(
    name = "data",
    description = {"Prepares training data for a fleet of clients, and uploads it.", ""},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DataSplitCommand.class, DataPushCommand.class},
    footer = {
      "",
      "Examples:",
      "  rondo data split --split labels:3 --clients 100 --out data",
      "  rondo data push --stack RondoControl"
    })
public final class DataCommand {}
