package dev.rondo.core.job;

import java.util.Locale;

/** How the updates of a round are averaged. */
public enum Aggregation {
  /** Each update counts by its examples (McMahan et al. 2017, algorithm 1). */
  WEIGHTED,
  /** Each update counts the same, as in kubeFL. */
  UNWEIGHTED;

  /** The name as configuration writes it, in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
