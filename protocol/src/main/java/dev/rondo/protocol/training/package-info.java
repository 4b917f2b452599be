/** What a client is told about training, and what it and an evaluation bring back. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.training;
