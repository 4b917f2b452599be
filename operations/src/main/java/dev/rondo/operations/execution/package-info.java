/** Executions of the state machines on AWS Step Functions. */
@org.jspecify.annotations.NullMarked
package dev.rondo.operations.execution;
