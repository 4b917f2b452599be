package dev.rondo.rounds.step;

/**
 * The notification that an object was created under updates/. It can arrive twice, late, out of
 * order, or never.
 *
 * @param id names this delivery, so that it alone can be asked for again
 * @param key the object's key, as the sender of the update chose it
 * @param size its bytes
 */
public record UpdateEvent(String id, String key, long size) {}
