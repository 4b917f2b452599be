package dev.rondo.functions.support;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The output of a function's log: one line for each event. */
@FunctionalInterface
public interface Lines {

  /**
   * @param line without a line break
   */
  void write(String line);

  /**
   * Standard output, which Lambda sends to CloudWatch. Each line is one write: the runtime makes an
   * event of each write, and a metric that is split over two events is lost.
   */
  @SuppressWarnings("SystemOut")
  static Lines standardOutput() {
    return line -> {
      PrintStream out = System.out;
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      out.write(bytes, 0, bytes.length);
      out.flush();
    };
  }
}
