/** The functions of a round, but for the evaluation. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.aggregation;
