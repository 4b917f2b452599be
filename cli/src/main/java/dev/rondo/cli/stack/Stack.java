package dev.rondo.cli.stack;

import dev.rondo.protocol.store.ObjectStore;

/** A control stack that is deployed: what the commands need of it. */
public interface Stack {

  /** Its name in CloudFormation. */
  String name();

  /** The name of its bucket. */
  String bucket();

  /** Its bucket. */
  ObjectStore store();

  /** The state machine that plays a round an execution. */
  StateMachine rounds();

  /** The state machine that plays round after round. */
  StateMachine trainings();
}
