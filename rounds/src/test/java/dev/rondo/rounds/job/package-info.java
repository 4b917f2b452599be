/** Tests of a job's configuration. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.job;
