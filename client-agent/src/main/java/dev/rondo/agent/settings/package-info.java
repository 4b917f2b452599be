/** What the agent is told when it starts. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.settings;
