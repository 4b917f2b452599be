package dev.rondo.cli.stack;

import java.util.List;
import java.util.Optional;

/** Finds control stacks by name. */
public interface Stacks {

  /** The name that the CDK gives the control stack. */
  String DEFAULT = "RondoControl";

  /** The names that the CDK gives the stacks of clients. */
  List<String> CLIENTS = List.of("RondoEc2Clients", "RondoEksClients");

  /** The environment variable that names the stack of commands that are given none. */
  String VARIABLE = "RONDO_STACK";

  /** The stack that the environment names. */
  Optional<String> fromEnvironment();

  /**
   * Opens a stack.
   *
   * @throws dev.rondo.cli.console.UserError when there is none of this name, or it is no control
   *     stack
   */
  Stack open(String name);

  /** The account that the stacks are in. */
  Account account();

  /**
   * Opens a stack of clients.
   *
   * @param name its name; empty = the one of {@link #CLIENTS} that is deployed
   * @throws dev.rondo.cli.console.UserError when there is none, or both are deployed
   */
  Fleet openClients(Optional<String> name);
}
