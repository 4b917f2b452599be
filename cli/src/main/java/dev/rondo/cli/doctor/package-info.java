/** Looks whether a deployed stack is well, and says what to do when it is not. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.doctor;
