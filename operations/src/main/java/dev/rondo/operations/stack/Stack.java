package dev.rondo.operations.stack;

import dev.rondo.operations.execution.StateMachine;
import dev.rondo.protocol.store.ObjectStore;

/**
 * A deployed control stack.
 *
 * @param name its name in CloudFormation
 * @param bucket the name of its bucket
 * @param store its bucket
 * @param rounds the state machine that runs one round per execution
 * @param trainings the state machine that runs many rounds per execution
 */
public record Stack(
    String name, String bucket, ObjectStore store, StateMachine rounds, StateMachine trainings) {}
