package dev.rondo.cli.console;

import java.util.Map;

/**
 * What the place where a command prints can do.
 *
 * @param interactive someone watches, and a line can be written over
 * @param colours ANSI colours are wanted
 */
public record Terminal(boolean interactive, boolean colours) {

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
