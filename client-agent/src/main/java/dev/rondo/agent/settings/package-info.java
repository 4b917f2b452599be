/** The settings of the agent, from flags and environment variables. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.settings;
