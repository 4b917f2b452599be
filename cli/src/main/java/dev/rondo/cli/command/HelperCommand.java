package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** The group {@code rondo helper}. */
@Command(
    name = "helper",
    description = {"Keys of secure aggregation: the helper's, and its clients'.", ""},
    subcommands = {
      HelperCreateKeyCommand.class,
      HelperCreateClientKeyCommand.class,
      HelperEnrollCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo helper create-key --helper-stack RondoHelper",
      "  rondo helper create-client-key clinic-1 --out client.key",
      "  rondo helper enroll --client-keys clients.txt"
    })
public final class HelperCommand extends WithHelp {}
