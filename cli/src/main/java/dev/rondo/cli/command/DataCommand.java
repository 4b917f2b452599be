package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** Prepares data. */
@Command(
    name = "data",
    description = {"Prepares training data for a fleet of clients.", ""},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = DataSplitCommand.class,
    footer = {"", "Example:", "  rondo data split --split labels:3 --clients 100 --out data"})
public final class DataCommand {}
