package dev.rondo.cli.doctor;

import java.util.Optional;

/**
 * The result of a check.
 *
 * @param level its severity
 * @param subject what was checked
 * @param says what was found
 * @param remedy what to do, if anything
 */
public record Finding(Level level, String subject, String says, Optional<String> remedy) {

  /** The severity of a finding. */
  public enum Level {
    /** No problem. */
    OK,
    /** A warning; rounds can run. */
    NOTE,
    /** A problem to fix. */
    WRONG
  }

  static Finding ok(String subject, String says) {
    return new Finding(Level.OK, subject, says, Optional.empty());
  }

  static Finding note(String subject, String says, String remedy) {
    return new Finding(Level.NOTE, subject, says, Optional.of(remedy));
  }

  static Finding wrong(String subject, String says, String remedy) {
    return new Finding(Level.WRONG, subject, says, Optional.of(remedy));
  }
}
