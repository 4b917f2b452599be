package dev.rondo.functions.evaluation;

import java.util.Map;

/**
 * What this function has for an evaluation.
 *
 * @param processors that compute at the same time
 * @param memoryMb MB of memory, native memory included
 */
record Capacity(int processors, int memoryMb) {

  /** Lambda's own variable. */
  private static final String MEMORY = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

  /** That of the function of this process; outside Lambda, that of the Java heap. */
  static Capacity of(Map<String, String> environment, Runtime runtime) {
    String memory = environment.get(MEMORY);
    return new Capacity(
        runtime.availableProcessors(),
        memory == null ? (int) (runtime.maxMemory() >> 20) : Integer.parseInt(memory));
  }
}
