/** Tests of starting, watching and stopping rounds and trainings. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.execution;
