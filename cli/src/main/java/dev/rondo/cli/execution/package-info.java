/** Starts, watches and stops rounds and trainings on AWS. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.execution;
