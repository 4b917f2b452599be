package dev.rondo.learning.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where fuzzed inputs lie for parsers that read files. */
final class FuzzFile {

  private final Path file;

  /**
   * @param suffix the end of the name, which may say what it is
   */
  FuzzFile(String suffix) {
    try {
      file = Files.createTempFile("fuzz", suffix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    file.toFile().deleteOnExit();
  }

  Path holding(byte[] input) throws IOException {
    return Files.write(file, input);
  }
}
