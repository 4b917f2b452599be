package dev.rondo.faults.engine;

/**
 * Unwinds the stack of a fiber whose actor was killed. It is an error, so that code that catches
 * exceptions does not catch it.
 */
public final class Unwound extends Error {

  private static final long serialVersionUID = 1L;

  public Unwound() {
    super("killed", null, false, false);
  }
}
