package dev.rondo.cli.doctor;

import java.util.Optional;

/**
 * What a check has found.
 *
 * @param level how it is
 * @param subject what was looked at
 * @param says what was seen
 * @param remedy what to do, when something is to be done
 */
public record Finding(Level level, String subject, String says, Optional<String> remedy) {

  /** How things are. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Worth knowing; rounds are played all the same. */
    NOTE,
    /** Something has to be done. */
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
