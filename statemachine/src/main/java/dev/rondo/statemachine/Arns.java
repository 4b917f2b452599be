package dev.rondo.statemachine;

/** Names of things in the form that AWS gives them, in a region and account called local. */
final class Arns {
  /** The partition of AWS in which these names are. */
  static final String PARTITION = "aws";

  private static final String PREFIX = "arn:" + PARTITION + ":states:local:000000000000:";

  private Arns() {}

  static String stateMachine(String name) {
    return PREFIX + "stateMachine:" + name;
  }

  static String execution(String stateMachine, String name) {
    return PREFIX + "execution:" + stateMachine + ":" + name;
  }

  /** The name at the end of an ARN; a plain name is its own. */
  static String nameOf(String arnOrName) {
    return arnOrName.substring(arnOrName.lastIndexOf(':') + 1);
  }
}
