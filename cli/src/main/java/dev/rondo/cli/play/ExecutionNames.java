package dev.rondo.cli.play;

import java.time.InstantSource;

/**
 * Names of executions: the job's, what it plays, and the time in milliseconds, base 36. Two that
 * are started in the same millisecond for the same round have the same name, and one is refused.
 */
final class ExecutionNames {

  /** Of 80 characters that Step Functions allows; training.asl.json cuts at 32. */
  private static final int LONGEST_JOB = 32;

  private ExecutionNames() {}

  static String of(String job, String what, InstantSource clock) {
    return cut(job) + "-" + what + "-" + Long.toString(clock.millis(), Character.MAX_RADIX);
  }

  /** Whether the execution's name begins as those of a job do. */
  static boolean mayBeOf(String job, String execution) {
    return execution.substring(execution.lastIndexOf(':') + 1).startsWith(cut(job) + "-");
  }

  private static String cut(String job) {
    return job.substring(0, Math.min(LONGEST_JOB, job.length()));
  }
}
