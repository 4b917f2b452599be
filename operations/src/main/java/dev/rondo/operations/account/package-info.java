/** Queries about an AWS account: identity, quotas, functions, queues, stack outputs. */
@org.jspecify.annotations.NullMarked
package dev.rondo.operations.account;
