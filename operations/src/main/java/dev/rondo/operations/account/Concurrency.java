package dev.rondo.operations.account;

/**
 * How many functions of an account may run at the same time, in a region.
 *
 * @param limit of all functions
 * @param unreserved what no function has reserved for itself
 */
public record Concurrency(int limit, int unreserved) {}
