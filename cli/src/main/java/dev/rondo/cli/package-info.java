/** The rondo command: its entry point, and what all its commands share. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli;
