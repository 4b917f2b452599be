package dev.rondo.operations.fleet;

/**
 * The size of a group of client machines.
 *
 * @param smallest the minimum
 * @param desired the desired number
 * @param largest the maximum
 * @param present the current number, in any state
 */
public record GroupSize(int smallest, int desired, int largest, int present) {}
