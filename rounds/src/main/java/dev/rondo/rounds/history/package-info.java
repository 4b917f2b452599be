/** Rounds that have ended, read back from the store. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.history;
