package dev.rondo.rounds.job;

import java.util.Locale;

/** How the clients of a round are chosen. */
public enum ClientSampling {
  /** Whoever takes a seat first. */
  NONE,
  /** Each client with the probability {@code fraction}, on its own. Only a simulation can do it. */
  POISSON;

  /** The sampling as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
