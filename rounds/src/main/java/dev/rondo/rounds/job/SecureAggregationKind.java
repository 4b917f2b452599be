package dev.rondo.rounds.job;

import java.util.Locale;

/** How the updates of a job are hidden from the account that aggregates them. */
public enum SecureAggregationKind {
  /** They are not. */
  NONE,
  /** By masks, whose sum a helper in another account gives away. */
  HELPER;

  /** The kind as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
