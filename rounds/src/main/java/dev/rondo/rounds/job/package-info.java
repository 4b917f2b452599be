/** The configuration of a job: its settings, the rules between them, and their typed values. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.job;
