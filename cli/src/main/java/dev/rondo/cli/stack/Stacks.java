package dev.rondo.cli.stack;

import java.util.Optional;

/** Finds control stacks by name. */
public interface Stacks {

  /** The name that the CDK gives the control stack. */
  String DEFAULT = "RondoControl";

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
}
