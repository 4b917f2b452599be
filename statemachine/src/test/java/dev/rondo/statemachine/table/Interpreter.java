package dev.rondo.statemachine.table;

import java.util.Locale;

/** Who can run a state machine of the table. */
public enum Interpreter {
  RONDO,
  MINISTACK,
  LOCALSTACK;

  /** Its name in the files of the table. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
