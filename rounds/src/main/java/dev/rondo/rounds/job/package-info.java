/**
 * What a job is: its settings, where each came from, what is wrong with them, and their one record.
 */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.job;
