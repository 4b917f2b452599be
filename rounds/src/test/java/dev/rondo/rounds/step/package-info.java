/** Tests of the steps of a round, on a store in memory. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.step;
