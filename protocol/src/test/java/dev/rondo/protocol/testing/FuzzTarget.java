package dev.rondo.protocol.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where Jazzer comes in: a subclass of {@link FuzzContract}, named by {@code --target_args}. Run as
 * a program, it writes out what fuzzing begins from; {@code scripts/fuzz} does both.
 */
public final class FuzzTarget {

  /** Jazzer knows static methods alone. */
  private static @Nullable Fuzz fuzz;

  private FuzzTarget() {}

  /** Called by Jazzer once, with the name of the test. */
  public static void fuzzerInitialize(String[] args) throws ReflectiveOperationException {
    fuzz = fuzz(args[0]);
  }

  /** Called by Jazzer with each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (fuzz == null) {
      throw new IllegalStateException("Give the test's name by --target_args");
    }
    fuzz.checkWatched(input);
  }

  /** Writes the seeds of a test (first argument) into a folder (second). */
  public static void main(String[] args) throws ReflectiveOperationException, IOException {
    Path folder = Files.createDirectories(Path.of(args[1]));
    for (Map.Entry<String, byte[]> seed : fuzz(args[0]).seeds().entrySet()) {
      Files.write(folder.resolve(seed.getKey()), seed.getValue());
    }
  }

  private static Fuzz fuzz(String test) throws ReflectiveOperationException {
    var constructor = Class.forName(test).getDeclaredConstructor();
    constructor.setAccessible(true);
    return ((FuzzContract) constructor.newInstance()).fuzz();
  }
}
