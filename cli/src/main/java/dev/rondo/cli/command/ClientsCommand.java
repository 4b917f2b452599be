package dev.rondo.cli.command;

import picocli.CommandLine.Command;

/** The group {@code rondo clients}. */
@Command(
    name = "clients",
    description = {
      "Lists, restarts and scales the machines that run client agents on AWS.",
      "",
      "On EC2 a client is an instance of an auto scaling group; on EKS it is a pod of",
      "a StatefulSet on the nodes of a node group. Machines cost money also between",
      "rounds; \"rondo clients scale 0\" terminates all of them.",
      ""
    },
    subcommands = {
      ClientsListCommand.class,
      ClientsScaleCommand.class,
      ClientsRestartCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  rondo clients list",
      "  rondo clients restart i-0123456789abcdef0",
      "  rondo clients scale 0"
    })
public final class ClientsCommand extends WithHelp {}
