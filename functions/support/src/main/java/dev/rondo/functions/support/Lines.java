package dev.rondo.functions.support;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where a function writes its log: one line, one event. */
@FunctionalInterface
public interface Lines {

  /**
   * @param line without a line break
   */
  void write(String line);

  /**
   * Standard output, which Lambda sends to CloudWatch. A line goes out in one piece: the runtime
   * makes an event of each call of write, and a metric that is cut in two is none.
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
