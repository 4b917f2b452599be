/** What the machine says about its own end. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.instance;
