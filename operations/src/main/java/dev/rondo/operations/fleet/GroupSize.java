package dev.rondo.operations.fleet;

/**
 * How many nodes a group of clients has.
 *
 * @param smallest the fewest that it may have
 * @param desired as many as it should have
 * @param largest the most that it may have
 * @param present as many as it has, whatever their state
 */
public record GroupSize(int smallest, int desired, int largest, int present) {}
