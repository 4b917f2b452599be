/** What an operator asks of an account: executions, quotas, queues, and why AWS refuses. */
@org.jspecify.annotations.NullMarked
package dev.rondo.operations.account;
