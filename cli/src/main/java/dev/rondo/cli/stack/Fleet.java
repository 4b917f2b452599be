package dev.rondo.cli.stack;

import dev.rondo.operations.fleet.GroupSize;
import dev.rondo.operations.fleet.Instance;
import java.util.List;

/** The machines of a stack of clients. */
public sealed interface Fleet {

  /** The stack's name. */
  String stack();

  /** How many machines it has and should have. */
  GroupSize size();

  /** Wants so many machines; AWS takes some minutes. */
  void scaleTo(int machines);

  /** A client an instance, in an auto scaling group. */
  non-sealed interface OnEc2 extends Fleet {

    /** The instances that are not terminated. */
    List<Instance> instances();

    /** Reboots instances: their client agents start again, with the same identities. */
    void restart(List<String> instances);
  }

  /** A client a pod, in a StatefulSet on the nodes of a node group. */
  non-sealed interface OnEks extends Fleet {

    /** The cluster's name. */
    String cluster();

    /** The pods' namespace. */
    String namespace();

    /** The StatefulSet's name. */
    String statefulSet();
  }
}
