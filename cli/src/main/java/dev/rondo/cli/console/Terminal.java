package dev.rondo.cli.console;

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
