/** The functions of a round, except for the evaluation. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.aggregation;
