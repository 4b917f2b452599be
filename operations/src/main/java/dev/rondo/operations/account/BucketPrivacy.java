package dev.rondo.operations.account;

/**
 * Who may see a bucket.
 *
 * @param blocked whether all four blocks of public access are on
 * @param publicPolicy whether its policy makes it public all the same
 */
public record BucketPrivacy(boolean blocked, boolean publicPolicy) {}
