/** Rounds and trainings that are played on AWS: started, watched, stopped. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.play;
