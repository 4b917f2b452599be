package dev.rondo.protocol.store;

/**
 * The store did not do what it was asked, for a reason of its own: the same call may work later.
 */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreException(String message) {
    super(message);
  }
}
