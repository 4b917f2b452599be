/** A deployed control stack as the commands see it: a bucket, state machines, queues, clients. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.stack;
