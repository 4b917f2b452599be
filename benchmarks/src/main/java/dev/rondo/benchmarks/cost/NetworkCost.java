package dev.rondo.benchmarks.cost;

import dev.rondo.rounds.cost.Prices;
import java.util.List;
import java.util.Locale;

/**
 * What a month costs by the way on which client instances reach AWS. S3 is always reached through a
 * gateway endpoint, which is free; models, updates and data go that way.
 *
 * @param instances client instances
 * @param zones availability zones that they are spread over
 * @param prices what AWS charges
 */
public record NetworkCost(int instances, int zones, Prices prices) {

  /** SQS, STS, Logs, and two for Systems Manager. */
  public static final int ENDPOINTS = 5;

  public NetworkCost {
    if (instances < 1 || zones < 1) {
      throw new IllegalArgumentException("There is an instance at least, and a zone");
    }
  }

  /** The ways, with what a month of each costs before a byte has gone over it. */
  public List<CostLine> lines() {
    double month = IdleCost.HOURS_A_MONTH;
    return List.of(
        new CostLine(
            "Public subnets, no inbound ports",
            String.format(Locale.ROOT, "%d public IPv4 addresses", instances),
            instances * month * prices.publicAddressHour()),
        new CostLine(
            "Interface endpoints",
            String.format(Locale.ROOT, "%d endpoints in %d zones", ENDPOINTS, zones),
            ENDPOINTS * zones * month * prices.endpointHour()),
        new CostLine(
            "NAT gateway",
            "1, and its public IPv4 address",
            month * (prices.natHour() + prices.publicAddressHour())));
  }
}
