package dev.rondo.cli.execution;

import java.time.InstantSource;

/**
 * Names of executions: the job, the round, and the time in milliseconds, base 36. Of two started in
 * the same millisecond for the same round, Step Functions rejects one, because their names are
 * equal.
 */
final class ExecutionNames {

  /** Step Functions allows 80 characters in all; training.asl.json also cuts at 32. */
  private static final int LONGEST_JOB = 32;

  private ExecutionNames() {}

  static String of(String job, String what, InstantSource clock) {
    return cut(job) + "-" + what + "-" + Long.toString(clock.millis(), Character.MAX_RADIX);
  }

  /** Whether the execution's name begins like those of a job. */
  static boolean mayBeOf(String job, String execution) {
    return execution.substring(execution.lastIndexOf(':') + 1).startsWith(cut(job) + "-");
  }

  private static String cut(String job) {
    return job.substring(0, Math.min(LONGEST_JOB, job.length()));
  }
}
