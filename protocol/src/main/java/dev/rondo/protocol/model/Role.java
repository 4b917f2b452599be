package dev.rondo.protocol.model;

/** How the server makes a new tensor of the clients' updates. */
public enum Role {

  /** The mean update goes through the server optimizer; norms and clipping apply. The default. */
  MEAN,

  /**
   * The mean update is added as it is: a statistic such as a running variance, which momentum or an
   * adaptive optimizer could make negative. Norms and clipping do not apply.
   */
  STATISTIC,

  /**
   * The largest value that the base version or a contributor has, such as a counter of batches. Not
   * weighted; norms and clipping do not apply. The median and the trimmed mean apply to it instead.
   */
  MAX,

  /**
   * It stays as version 0 has it, whatever clients do to it, and updates leave it out: a frozen
   * layer, for example.
   */
  KEEP,

  /**
   * Each client has values of its own, which never leave it: a head for its own labels, for
   * example. The versions keep the values of version 0, with which a new client begins.
   */
  PERSONAL;

  /** Whether updates have tensors of this role. */
  public boolean isUploaded() {
    return this != KEEP && this != PERSONAL;
  }
}
