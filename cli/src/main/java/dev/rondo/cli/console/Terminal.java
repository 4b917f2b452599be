package dev.rondo.cli.console;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;

/**
 * What the place where a command prints can do.
 *
 * @param interactive someone watches, and a line can be written over
 * @param colours ANSI colours are wanted
 */
public record Terminal(boolean interactive, boolean colours) {

  /**
   * The terminal of this process. The launcher sets jdk.console, so that newer versions of Java too
   * have none without a terminal.
   */
  @SuppressWarnings("SystemConsoleNull")
  public static Terminal here() {
    return of(System.console() != null, System.getenv());
  }

  /** A stream as a writer, in the stream's own encoding; each line is flushed. */
  public static PrintWriter writer(PrintStream out) {
    Writer writer =
        new Writer() {
          @Override
          public void write(char[] buffer, int offset, int length) {
            out.print(new String(buffer, offset, length));
          }

          @Override
          public void flush() {
            out.flush();
          }

          @Override
          public void close() {
            out.flush();
          }
        };
    return new PrintWriter(writer, true);
  }

  /**
   * Decides from what the process was given.
   *
   * @param console whether there is a console, {@code System.console() != null}
   * @param environment the environment: a NO_COLOR that is not empty switches colours off
   *     (no-color.org), and so does TERM=dumb, which cannot write a line over either
   */
  public static Terminal of(boolean console, Map<String, String> environment) {
    boolean interactive = console && !"dumb".equals(environment.get("TERM"));
    boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(interactive, interactive && !plain);
  }
}
