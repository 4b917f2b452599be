package dev.rondo.rounds.step;

/**
 * The notification that an object was created under updates/. It can arrive twice, late, out of
 * order, or never.
 *
 * @param id names this delivery, so that it alone can be asked for again
 * @param key the object's key, as the sender of the update chose it
 * @param size its bytes
 * @param redelivered whether it was delivered before: a worker may have written a verdict and ended
 *     before it woke the round
 */
public record UpdateEvent(String id, String key, long size, boolean redelivered) {

  /** The first delivery of an event. */
  public UpdateEvent(String id, String key, long size) {
    this(id, key, size, false);
  }
}
