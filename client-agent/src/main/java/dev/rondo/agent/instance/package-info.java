/** Detects that the instance is about to end. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.instance;
