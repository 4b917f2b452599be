package dev.rondo.faults.service;

import java.time.Duration;

/**
 * What a run of a function may use, as the control stack deploys it.
 *
 * @param time until it is killed
 * @param memoryMb of the function
 */
public record Limits(Duration time, int memoryMb) {

  /** MB that the Java runtime and the classes take. */
  private static final int RUNTIME_MB = 220;

  /** Of the function of this name. */
  public static Limits of(String function) {
    return switch (function) {
      case "fold-updates" -> new Limits(Duration.ofMinutes(2), 512);
      case "await-quorum" -> new Limits(Duration.ofMinutes(1), 1024);
      case "open-round" -> new Limits(Duration.ofMinutes(5), 1024);
      case "evaluate" -> new Limits(Duration.ofMinutes(15), 3008);
      case "rondo-helper" -> new Limits(Duration.ofMinutes(15), 1769);
      case "aggregate", "fold-part", "close-round" -> new Limits(Duration.ofMinutes(15), 1024);
      default -> throw new IllegalArgumentException("There is no function " + function);
    };
  }

  /** Bytes that a step may hold. */
  public long bytes() {
    return (long) (memoryMb - RUNTIME_MB) << 20;
  }
}
