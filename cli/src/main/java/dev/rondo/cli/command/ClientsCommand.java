package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** Looks after the machines that clients run on. */
@Command(
    name = "clients",
    description = {
      "Lists, restarts and scales the machines of client agents on AWS.",
      "",
      "On EC2 a client is an instance of an auto scaling group; on EKS it is a pod of",
      "a StatefulSet on the nodes of a node group. Machines cost money while they are",
      "there, also between rounds:  rondo clients scale 0  ends that.",
      ""
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ClientsListCommand.class,
      ClientsRestartCommand.class,
      ClientsScaleCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo clients list",
      "  rondo clients restart i-0123456789abcdef0",
      "  rondo clients scale 0"
    })
public final class ClientsCommand {}
