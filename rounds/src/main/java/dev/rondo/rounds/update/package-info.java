/** Validation of the updates that clients upload. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.update;
