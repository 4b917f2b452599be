package dev.rondo.benchmarks.cost;

/**
 * One line of a bill.
 *
 * @param what is paid for
 * @param quantity how much of it, in words
 * @param dollars its price
 */
public record CostLine(String what, String quantity, double dollars) {}
