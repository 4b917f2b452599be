/** Tests of rounds and trainings that are played on AWS. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.play;
