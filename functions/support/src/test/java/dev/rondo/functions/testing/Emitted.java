package dev.rondo.functions.testing;

import java.util.List;

/**
 * Values that CloudWatch would store for one metric.
 *
 * @param name its name
 * @param unit its unit
 * @param dimensions {@code Name=value}, in the order of the names
 * @param values the values
 */
public record Emitted(String name, String unit, List<String> dimensions, List<Double> values) {}
