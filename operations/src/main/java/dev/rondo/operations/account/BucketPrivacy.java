package dev.rondo.operations.account;

/**
 * Whether a bucket is public.
 *
 * @param blocked whether all four public access blocks are on
 * @param publicPolicy whether its bucket policy makes it public
 */
public record BucketPrivacy(boolean blocked, boolean publicPolicy) {}
