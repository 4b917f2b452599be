/** Differential privacy of a round: the noise of its release, and who may contribute. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.privacy;
