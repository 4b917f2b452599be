package dev.rondo.agent.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that cannot be used. The message lists every problem, one a line. */
public final class InvalidSettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidSettingsException(List<String> problems) {
    super(
        problems.stream()
            .map(problem -> problem.replaceAll("\\p{Cc}", "?")) // It is going to be in a log.
            .collect(Collectors.joining("\n")));
  }
}
