package dev.rondo.protocol.store;

/**
 * What a listing says of an object.
 *
 * @param key its key
 * @param size its length in bytes
 * @param etag changes whenever the content does
 */
public record ObjectInfo(String key, long size, String etag) {}
