package dev.rondo.cdk.control;

import dev.rondo.cdk.nag.Accepted;

/** The reasons for the wildcards in Rondo's policies. */
public final class Wildcards {

  private static final String RULE = "AwsSolutions-IAM5";

  private Wildcards() {}

  /** The accepted findings. A reason for a resource that a role does not use has no effect. */
  public static Accepted accepted() {
    return Accepted.rule(
            RULE,
            "A key holds the name of a job, a data set or a client and the number of a round, which"
                + " nobody knows when a role is made. Everything else about the key is spelt out.",
            "/^Resource::.*\\/(jobs|updates|partials|rejected|data|leases)\\/.*$/")
        .and(
            RULE,
            "Executions have names of their own; they are those of one state machine.",
            "/^Resource::arn:.*:states:.*:execution:.*-Round:\\*$/")
        .and(
            RULE,
            "Tracing, delivery of Step Functions' logs and Session Manager's channels have no"
                + " resources that could be named, says the service authorization reference.",
            "Resource::*");
  }
}
