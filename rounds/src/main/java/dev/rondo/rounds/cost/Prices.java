package dev.rondo.rounds.cost;

import java.time.LocalDate;

/**
 * List prices in US dollars, without free tiers and discounts.
 *
 * @param region where they hold
 * @param asOf when they were written down
 * @param lambdaArmGbSecond a GB-second of a function on arm64
 * @param lambdaX86GbSecond a GB-second of a function on x86_64
 * @param lambdaRequest an invocation
 * @param transition a state transition of a standard workflow
 * @param s3Put a PUT or LIST
 * @param s3Get a GET or HEAD
 * @param sqsRequest a request to a standard queue, of up to 64 KB
 * @param logGb a GB of logs taken in
 * @param metricMonth a custom metric in a month, paid by the hours in which it was sent
 * @param alarmMonth an alarm on one metric
 * @param dashboardMonth a dashboard, beyond the three that are free
 * @param trace an X-Ray trace recorded
 * @param endpointHour an interface endpoint, an hour in each zone
 * @param natHour a NAT gateway
 * @param publicAddressHour a public IPv4 address
 */
public record Prices(
    String region,
    LocalDate asOf,
    double lambdaArmGbSecond,
    double lambdaX86GbSecond,
    double lambdaRequest,
    double transition,
    double s3Put,
    double s3Get,
    double sqsRequest,
    double logGb,
    double metricMonth,
    double alarmMonth,
    double dashboardMonth,
    double trace,
    double endpointHour,
    double natHour,
    double publicAddressHour) {

  private static final double MILLION = 1e6;
  private static final double THOUSAND = 1e3;

  /**
   * The public list prices of us-east-1, from the services' own pages:
   *
   * <ul>
   *   <li>https://aws.amazon.com/lambda/pricing/ (first tier)
   *   <li>https://aws.amazon.com/step-functions/pricing/ (standard workflows)
   *   <li>https://aws.amazon.com/s3/pricing/ (S3 Standard, first tier)
   *   <li>https://aws.amazon.com/sqs/pricing/ (standard queues, first tier)
   *   <li>https://aws.amazon.com/cloudwatch/pricing/ and https://aws.amazon.com/xray/pricing/
   *   <li>https://aws.amazon.com/privatelink/pricing/ and https://aws.amazon.com/vpc/pricing/
   * </ul>
   */
  public static Prices usEast1() {
    return new Prices(
        "us-east-1",
        LocalDate.of(2026, 11, 25),
        0.0000133334,
        0.0000166667,
        0.20 / MILLION,
        25 / MILLION,
        0.005 / THOUSAND,
        0.0004 / THOUSAND,
        0.40 / MILLION,
        0.50,
        0.30,
        0.10,
        3.00,
        5.00 / MILLION,
        0.01,
        0.045,
        0.005);
  }
}
