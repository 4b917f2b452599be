/** Tests of folding and of the optimizers. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.aggregation;
