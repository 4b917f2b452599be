/** The program on a client's machine. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent;
