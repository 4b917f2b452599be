package dev.rondo.protocol.store;

/** The store or the queue failed, for a reason of its own. The same call can succeed later. */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreException(String message) {
    super(message);
  }
}
