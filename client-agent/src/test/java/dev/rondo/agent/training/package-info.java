/** Tests of the client agent. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.training;
