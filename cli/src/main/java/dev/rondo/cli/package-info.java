/** The rondo command. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli;
