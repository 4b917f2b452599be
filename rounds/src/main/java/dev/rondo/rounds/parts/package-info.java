/** Aggregation of a model in parts: many functions, each with a part of the parameter vector. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.parts;
