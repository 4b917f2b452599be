package dev.rondo.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A bash that runs one line after another, as a user's terminal does: what a line sets stays. */
final class Shell implements AutoCloseable {

  private static final String END = "end-of-line-";

  private final Process process;
  private final BufferedReader output;
  private final Writer input;

  /**
   * What a line did.
   *
   * @param status 0 if it succeeded
   * @param output what it has printed, both streams
   */
  record Done(int status, String output) {}

  Shell(Path folder, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--noprofile", "--norc")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    output = process.inputReader(StandardCharsets.UTF_8);
    input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Runs a line and waits for its end. */
  Done run(String line) {
    List<String> printed = new ArrayList<>();
    try {
      // Its commands do not read the lines that follow.
      input.write("{ " + line + "\n} < /dev/null; printf '\\n" + END + "%s\\n' $?\n");
      input.flush();
      for (String next = output.readLine(); next != null; next = output.readLine()) {
        if (next.startsWith(END)) {
          int status = Integer.parseInt(next.substring(END.length()));
          return new Done(status, String.join("\n", printed));
        }
        printed.add(next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("bash has ended: " + String.join("\n", printed));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
