package dev.rondo.rounds.job;

/** The server optimizers that a job's configuration can name. */
public enum ServerOptimizerKind {
  FEDAVG,
  FEDADAGRAD,
  FEDADAM,
  FEDYOGI;

  /** Whether the step of a parameter depends on its earlier updates' squares. */
  boolean isAdaptive() {
    return this != FEDAVG;
  }
}
