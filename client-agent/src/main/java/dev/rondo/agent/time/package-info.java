/** Waiting: how long, with what jitter, and how it ends when the agent is to stop. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.time;
