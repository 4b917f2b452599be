/** The two state machines: the files of statemachine/, as this module carries them. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.machine;
