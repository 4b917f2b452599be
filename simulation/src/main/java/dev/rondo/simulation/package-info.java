/** Simulated trainings: virtual clients and virtual time around the real rounds. */
@org.jspecify.annotations.NullMarked
package dev.rondo.simulation;
