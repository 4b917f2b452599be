/** The client's side of a round. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.client;
