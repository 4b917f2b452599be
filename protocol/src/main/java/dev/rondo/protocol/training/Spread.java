package dev.rondo.protocol.training;

/**
 * How a metric differs between clients. Each client counts once, whatever the number of its
 * examples.
 *
 * @param clients how many clients measured a finite value
 * @param notFinite how many clients measured a value that is not finite
 * @param mean the mean of the clients' values
 * @param min the smallest of them
 * @param max the largest of them
 * @param deviation their standard deviation, of all clients and not of a sample
 */
public record Spread(
    int clients, int notFinite, double mean, double min, double max, double deviation) {}
