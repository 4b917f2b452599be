/** Executions of the state machines, and the word that wakes a round, on Step Functions. */
@org.jspecify.annotations.NullMarked
package dev.rondo.operations.execution;
