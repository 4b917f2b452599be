package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** The group {@code rondo privacy}. */
@Command(
    name = "privacy",
    description = {
      "Plans the differential privacy of a training, and reports what it has spent.",
      ""
    },
    subcommands = {PrivacyPlanCommand.class, PrivacyReportCommand.class},
    footer = {
      "",
      "Examples:",
      "  rondo privacy plan --epsilon 2 --clients 1000 --rounds 100 --seats 10",
      "  rondo privacy report --run runs/my-job"
    })
public final class PrivacyCommand extends WithHelp {}
