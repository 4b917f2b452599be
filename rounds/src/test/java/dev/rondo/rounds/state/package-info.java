/** Tests of a round's documents. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.state;
