package dev.rondo.agent.settings;

import java.util.List;

/** Settings that cannot be used. The message lists every problem, one a line. */
public final class InvalidSettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidSettingsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
