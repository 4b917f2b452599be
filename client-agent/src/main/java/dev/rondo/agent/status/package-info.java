/** The agent's log and health file. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.status;
