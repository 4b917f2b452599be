/** The examples that this client trains on. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.data;
