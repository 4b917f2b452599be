package dev.rondo.protocol.store;

/**
 * An object that is being put in parts.
 *
 * @param key the object's key
 * @param id what the store knows the upload by
 */
public record Upload(String key, String id) {}
