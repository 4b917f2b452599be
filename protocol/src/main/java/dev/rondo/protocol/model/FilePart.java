package dev.rondo.protocol.model;

/**
 * One of the parts, end to end, of an object that many functions wrote.
 *
 * @param bytes its length
 * @param sha256 its digest, in hexadecimal
 */
public record FilePart(long bytes, String sha256) {}
