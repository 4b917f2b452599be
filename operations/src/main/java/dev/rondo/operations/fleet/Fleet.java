package dev.rondo.operations.fleet;

import java.util.List;
import java.util.Optional;

/**
 * The machines of a client stack. Each method that calls AWS throws {@link
 * dev.rondo.aws.AwsException} if AWS denies the request or the group does not exist.
 */
public sealed interface Fleet {

  /** The stack's name. */
  String stack();

  /** The name of the auto scaling group, or of the node group. */
  String group();

  /** The current and the desired number of machines. */
  GroupSize size();

  /** The newest failed attempt to launch or terminate a machine, if it is among the last ones. */
  Optional<ScalingFailure> lastFailure();

  /**
   * Sets the desired number of machines, and widens the group's bounds if necessary. AWS needs some
   * minutes to start or terminate machines.
   */
  void scaleTo(int machines);

  /** Rejects a negative number of machines. */
  static void checkSize(int machines) {
    if (machines < 0) {
      throw new IllegalArgumentException("Invalid number of machines: " + machines);
    }
  }

  /** One client per EC2 instance, in an auto scaling group. */
  non-sealed interface OnEc2 extends Fleet {

    /** The instances that are not terminated, in the order of their launch. */
    List<Instance> instances();

    /** The logs of the agents; empty if an earlier version of Rondo deployed the stack. */
    Optional<AgentLogs> logs();

    /** Reboots instances: their client agents restart with the same identities. */
    void restart(List<String> instances);
  }

  /** One client per pod, in a StatefulSet on the nodes of an EKS node group. */
  non-sealed interface OnEks extends Fleet {

    String cluster();

    String namespace();

    String statefulSet();
  }
}
