package dev.rondo.rounds.scale;

import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Requests;

/**
 * What one path of aggregation takes and costs in one round.
 *
 * @param parts parts of the model, or 0 for the two-level path
 * @param seconds from the quorum's signal to the committed manifest, warm
 * @param workerSeconds billed seconds of all workers: they validate each update as it arrives
 * @param workerMb their memory
 * @param masterSeconds billed seconds of the master, or of the steps before and after the parts
 * @param masterMb its memory
 * @param partSeconds billed seconds of all part functions
 * @param partMb their memory
 * @param requests to S3 and SQS of the whole round, the clients' included
 * @param transitions of the state machine
 * @param invocations of all functions
 */
public record Estimate(
    int parts,
    double seconds,
    double workerSeconds,
    int workerMb,
    double masterSeconds,
    int masterMb,
    double partSeconds,
    int partMb,
    Requests requests,
    long transitions,
    long invocations) {

  /** The same with a master that takes so much longer. */
  Estimate slowerBy(double more) {
    return new Estimate(
        parts,
        seconds + more,
        workerSeconds,
        workerMb,
        masterSeconds + more,
        masterMb,
        partSeconds,
        partMb,
        requests,
        transitions,
        invocations);
  }

  /** GB-seconds of aggregation: workers, master, parts. */
  public double gbSeconds() {
    return (workerSeconds * workerMb + masterSeconds * masterMb + partSeconds * partMb) / 1024;
  }

  /** Dollars of aggregation's Lambda and of all requests to S3. */
  public double dollars(Prices prices) {
    return lambdaDollars(prices) + storeDollars(prices);
  }

  /** Dollars of the workers, the master and the parts. */
  public double lambdaDollars(Prices prices) {
    return gbSeconds() * prices.lambdaArmGbSecond() + invocations * prices.lambdaRequest();
  }

  /** Dollars of all requests to S3. */
  public double storeDollars(Prices prices) {
    return (requests.puts() + requests.lists()) * prices.s3Put() + requests.gets() * prices.s3Get();
  }

  /** Dollars of the state machine and of SQS. */
  public double besideDollars(Prices prices) {
    return transitions * prices.transition() + requests.queue() * prices.sqsRequest();
  }
}
