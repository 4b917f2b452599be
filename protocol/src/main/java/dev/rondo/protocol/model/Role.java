package dev.rondo.protocol.model;

/** How the server makes a new tensor of the clients' updates. */
public enum Role {

  /** The mean update goes through the server optimizer; norms and clipping apply. The default. */
  MEAN,

  /**
   * The mean update is added as it is: a statistic such as a running variance, which momentum or an
   * adaptive optimizer could make negative. Norms and clipping do not apply.
   */
  STATISTIC
}
