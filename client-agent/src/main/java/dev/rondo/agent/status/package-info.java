/** What the agent tells the outside: status lines and the health file. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.status;
