package dev.rondo.trainer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How a trainer is run.
 *
 * @param command a command line for {@code sh}, such as {@code python train.py}
 * @param environment variables beside those of this process
 * @param start bound on the time from the start of the program to its first answer
 * @param silence bound on the time without an answer and without progress
 * @param cancel bound on the time from a cancellation to the answer
 * @param memory bound in bytes on the memory of a process with all that it starts; empty if none
 */
public record TrainerSettings(
    String command,
    Map<String, String> environment,
    Duration start,
    Duration silence,
    Duration cancel,
    OptionalLong memory) {

  /** Two minutes: PyTorch takes half a minute to load from a slow disk. */
  private static final Duration START = Duration.ofMinutes(2);

  /** The default bound on silence. */
  public static final Duration SILENCE = Duration.ofMinutes(10);

  private static final Duration CANCEL = Duration.ofSeconds(10);
  private static final long MEGABYTE = 1_000_000;

  public TrainerSettings {
    if (command.isBlank()) {
      throw new IllegalArgumentException("A trainer needs a command");
    }
    environment = Map.copyOf(environment);
  }

  /** The default limits. */
  public static TrainerSettings of(String command) {
    return new TrainerSettings(command, Map.of(), START, SILENCE, CANCEL, OptionalLong.empty());
  }

  /** The same trainer with another bound on its silence. */
  public TrainerSettings withSilence(Duration bound) {
    return new TrainerSettings(command, environment, start, bound, cancel, memory);
  }

  /** The same trainer with one more environment variable. */
  public TrainerSettings withVariable(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new TrainerSettings(command, more, start, silence, cancel, memory);
  }

  /** The same trainer with a bound on its memory, in MB (millions of bytes). */
  public TrainerSettings withMemory(int megabytes) {
    return new TrainerSettings(
        command, environment, start, silence, cancel, OptionalLong.of(MEGABYTE * megabytes));
  }
}
