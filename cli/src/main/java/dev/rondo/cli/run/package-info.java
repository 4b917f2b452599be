/** Finds the job that a command is about: in a local folder, or in the bucket of a stack. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.run;
