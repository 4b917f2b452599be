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
                + " is unknown when a role is created. The rest of the key is fixed.",
            "/^Resource::.*\\/(jobs|updates|partials|verdicts|rejected|data|leases|masks|seeds|unmasked|noise)\\/.*$/")
        .and(
            RULE,
            "Execution names are generated; the pattern covers one state machine only.",
            "/^Resource::arn:.*:states:.*:execution:.*-Round:\\*$/")
        .and(
            RULE,
            "Tracing, delivery of Step Functions' logs, descriptions of networks and Session"
                + " Manager's channels have no resources that could be named, says the service"
                + " authorization reference.",
            "Resource::*")
        .and(
            RULE,
            "Lambda creates the network interfaces of functions in a VPC; their ids are not known,"
                + " and another account can own the subnets.",
            "/^Resource::arn:.*:ec2:.*:\\*:\\*\\/\\*$/");
  }
}
