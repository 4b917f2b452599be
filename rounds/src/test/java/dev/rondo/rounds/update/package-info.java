/** Tests of updates as files. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.update;
