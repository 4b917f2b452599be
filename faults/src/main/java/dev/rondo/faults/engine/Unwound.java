package dev.rondo.faults.engine;

/**
 * Takes a fiber off its stack: what it stands for was killed. An error, so that no code that
 * handles exceptions takes it for one.
 */
public final class Unwound extends Error {

  private static final long serialVersionUID = 1L;

  public Unwound() {
    super("killed", null, false, false);
  }
}
