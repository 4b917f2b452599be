package dev.rondo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Folds a round once and prints this process's largest memory in MB as the system tells it, first
 * before the fold (the updates, which a store would hold, are in memory here) and then after it.
 */
public final class FoldMemory {

  private FoldMemory() {}

  public static void main(String[] args) throws IOException {
    UpdatesInMemory updates =
        UpdatesInMemory.of(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    long before = peak();
    updates.fold(1);
    System.out.println(before + " " + peak());
  }

  static long peak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("Only Linux tells"));
  }
}
