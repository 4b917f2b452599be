package dev.rondo.operations.fleet;

/** A group of nodes that clients run on, which may be made larger or smaller. */
public interface NodeGroup {

  /**
   * Its size now.
   *
   * @throws dev.rondo.aws.AwsException when AWS refuses, or the group is not there
   */
  GroupSize size();

  /**
   * Wants so many nodes, and moves the group's bounds when they are in the way. It takes AWS some
   * minutes to get there.
   *
   * @throws dev.rondo.aws.AwsException when AWS refuses, or the group is not there
   */
  void scaleTo(int nodes);
}
