/** What a client uploads, and the verdict on it. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.update;
