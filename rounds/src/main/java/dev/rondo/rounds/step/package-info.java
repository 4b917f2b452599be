/** The steps of a round, one class each: what the state machine calls. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.step;
