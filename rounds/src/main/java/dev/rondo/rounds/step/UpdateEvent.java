package dev.rondo.rounds.step;

/**
 * The word that an object was put under updates/. It may come twice, late, out of order or not at
 * all.
 *
 * @param id names this delivery, so that it alone can be asked for again
 * @param key the object's key, as the sender of the update chose it
 * @param size its bytes
 */
public record UpdateEvent(String id, String key, long size) {}
