package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** The group {@code rondo privacy}. */
@Command(
    name = "privacy",
    description = {"Plans the differential privacy of a training.", ""},
    subcommands = {PrivacyPlanCommand.class},
    footer = {
      "",
      "Example:",
      "  rondo privacy plan --epsilon 2 --clients 1000 --rounds 100 --seats 10"
    })
public final class PrivacyCommand extends WithHelp {}
