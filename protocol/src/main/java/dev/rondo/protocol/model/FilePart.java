package dev.rondo.protocol.model;

/**
 * One part of an object that several functions wrote as a multipart upload.
 *
 * @param bytes its length
 * @param sha256 its digest, in hexadecimal
 */
public record FilePart(long bytes, String sha256) {}
