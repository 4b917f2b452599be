package dev.rondo.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The memory of a process and of all that it has started, as Linux counts it. */
final class ProcessMemory {

  private static final Path PROC = Path.of("/proc");
  private static final String PROPORTIONAL = "Pss:";
  private static final String RESIDENT = "VmRSS:";
  private static final long KIB = 1024;

  private ProcessMemory() {}

  /** Whether this system tells. */
  static boolean isKnown() {
    return Files.isReadable(PROC.resolve("self/smaps_rollup"));
  }

  /**
   * Whether the processes use more than this, in bytes. Memory that they share counts once. To add
   * up the shares of a large process takes long, so this is done only if the simple sum is too
   * large.
   */
  static boolean isAbove(ProcessHandle process, long bytes) {
    List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
    return sum(all, "status", RESIDENT) > bytes && sum(all, "smaps_rollup", PROPORTIONAL) > bytes;
  }

  private static long sum(List<ProcessHandle> processes, String file, String field) {
    return processes.stream()
        .map(process -> PROC.resolve(Long.toString(process.pid())).resolve(file))
        .flatMapToLong(path -> bytes(path, field).stream())
        .sum();
  }

  /** A field such as {@code Pss: 1234 kB}; empty if the process has ended. */
  private static OptionalLong bytes(Path file, String field) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> KIB * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }
}
