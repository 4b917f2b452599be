/** Which job a command is about, and where it lies: in a folder, or in the bucket of a stack. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.run;
