package dev.rondo.protocol.store;

/**
 * The credentials do not permit the request. A retry cannot succeed until somebody changes the
 * permissions. It is not a subclass of {@link StoreException}, so that retry rules for that do not
 * apply.
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
