package dev.rondo.cli.console;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;

/**
 * The capabilities of the standard output.
 *
 * @param interactive it is a terminal on which lines can be overwritten
 * @param colours ANSI colours may be used
 */
public record Terminal(boolean interactive, boolean colours) {

  /**
   * The terminal of this process. The launcher sets jdk.console, so that newer versions of Java
   * also return no console if there is no terminal.
   */
  @SuppressWarnings("SystemConsoleNull")
  public static Terminal here() {
    return of(System.console() != null, System.getenv());
  }

  /** A writer to a stream, in the stream's encoding; each line is flushed. */
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
   * Decides from the environment.
   *
   * @param console whether there is a console, {@code System.console() != null}
   * @param environment environment variables: a non-empty NO_COLOR disables colours (no-color.org),
   *     TERM=dumb disables colours and overwriting
   */
  public static Terminal of(boolean console, Map<String, String> environment) {
    boolean interactive = console && !"dumb".equals(environment.get("TERM"));
    boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(interactive, interactive && !plain);
  }
}
