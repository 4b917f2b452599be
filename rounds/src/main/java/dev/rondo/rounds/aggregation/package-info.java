/** Folding updates into weighted sums, and sums into a new model. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.aggregation;
