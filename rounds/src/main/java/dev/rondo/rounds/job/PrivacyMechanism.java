package dev.rondo.rounds.job;

import java.util.Locale;

/** The mechanism of a job's differential privacy. */
public enum PrivacyMechanism {
  /** No differential privacy. */
  NONE,
  /** The noise of each release is independent of the others. */
  GAUSSIAN,
  /** The noise of releases is correlated by a buffered linear Toeplitz (BLT) matrix. */
  BLT;

  /** The mechanism as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
