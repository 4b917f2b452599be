package dev.rondo.protocol.store;

/**
 * The store answers, but not to these credentials: trying again does not help until somebody
 * changes what they may do. A class of its own so that no retry rule that names {@link
 * StoreException} applies.
 */
public final class ForbiddenException extends StoreException {

  private static final long serialVersionUID = 1L;

  public ForbiddenException(String message, Throwable cause) {
    super(message, cause);
  }

  public ForbiddenException(String message) {
    super(message);
  }
}
