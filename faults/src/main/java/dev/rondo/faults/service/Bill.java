package dev.rondo.faults.service;

import dev.rondo.rounds.cost.Prices;
import dev.rondo.rounds.cost.Requests;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what everybody asks of the store, and what functions run. */
public final class Bill {

  private long puts;
  private long gets;
  private long lists;
  private long runs;
  private double gbSeconds;
  private final SortedMap<String, Heaviest> heaviest = new TreeMap<>();

  void put() {
    puts++;
  }

  void get() {
    gets++;
  }

  void list() {
    lists++;
  }

  void ran(String function, double seconds, Meter meter) {
    runs++;
    gbSeconds += seconds * meter.memoryMb() / 1024;
    heaviest.merge(function, new Heaviest(seconds, meter.held()), Heaviest::or);
  }

  /**
   * What the runs of a function used at most.
   *
   * @param seconds of one run
   * @param bytes that one run held
   */
  public record Heaviest(double seconds, long bytes) {

    private Heaviest or(Heaviest other) {
      return new Heaviest(Math.max(seconds, other.seconds), Math.max(bytes, other.bytes));
    }
  }

  /** What each function used at most, by its name. */
  public SortedMap<String, Heaviest> heaviest() {
    return Collections.unmodifiableSortedMap(heaviest);
  }

  /** The requests to S3. */
  public Requests requests() {
    return new Requests(puts, gets, lists, 0);
  }

  /** Runs of functions. */
  public long runs() {
    return runs;
  }

  /** What they used of Lambda. */
  public double gbSeconds() {
    return gbSeconds;
  }

  /** Dollars of S3's requests. */
  public double storeDollars(Prices prices) {
    return (puts + lists) * prices.s3Put() + gets * prices.s3Get();
  }

  /** Dollars of Lambda. */
  public double lambdaDollars(Prices prices) {
    return gbSeconds * prices.lambdaArmGbSecond() + runs * prices.lambdaRequest();
  }
}
