package dev.rondo.protocol.data;

import java.util.Locale;

/** Whether the first line of a table holds the names of its columns. */
public enum HeaderRule {
  /** It does if none of its fields is a number. If some are, the user is asked. */
  AUTO,
  /** It does. */
  YES,
  /** It does not: it is the first row. The names of the columns are their numbers, from 1. */
  NO;

  /** The value as settings spell it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
