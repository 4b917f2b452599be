package dev.rondo.operations.stack;

import dev.rondo.operations.account.Account;
import dev.rondo.operations.fleet.Fleet;
import java.util.List;
import java.util.Optional;

/** Finds deployed stacks by name. */
public interface Stacks {

  /** The name that the CDK app gives the control stack. */
  String DEFAULT = "RondoControl";

  /** The names that the CDK app gives the client stacks. */
  List<String> CLIENTS = List.of("RondoEc2Clients", "RondoEksClients");

  /** The name that the CDK app gives the helper's stack. */
  String HELPER = "RondoHelper";

  /** The environment variable with the name of the control stack. */
  String VARIABLE = "RONDO_STACK";

  /** The stack that the environment names. */
  Optional<String> fromEnvironment();

  /**
   * Opens a control stack.
   *
   * @throws StackException if no stack has this name, or it is not a control stack
   */
  Stack open(String name);

  /**
   * Opens the stack of a helper of secure aggregation.
   *
   * @throws StackException if no stack has this name, or it is not a helper's stack
   */
  HelperStack openHelper(String name);

  /** The account of the stacks. */
  Account account();

  /**
   * Opens a client stack.
   *
   * @param name its name; empty = the deployed one of {@link #CLIENTS}
   * @throws StackException if there is none, or both are deployed
   */
  Fleet openClients(Optional<String> name);
}
