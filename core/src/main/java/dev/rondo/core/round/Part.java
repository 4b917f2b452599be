package dev.rondo.core.round;

/**
 * One of the parts, end to end, of an object that many functions wrote.
 *
 * @param bytes its length
 * @param sha256 its digest, in hexadecimal
 */
public record Part(long bytes, String sha256) {}
