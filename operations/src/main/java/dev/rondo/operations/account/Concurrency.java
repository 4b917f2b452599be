package dev.rondo.operations.account;

/**
 * The Lambda concurrency quota of an account in one region.
 *
 * @param limit total for all functions
 * @param unreserved the part that no function has reserved
 */
public record Concurrency(int limit, int unreserved) {}
