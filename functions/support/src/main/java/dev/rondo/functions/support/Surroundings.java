package dev.rondo.functions.support;

import dev.rondo.protocol.store.ObjectStore;
import java.time.InstantSource;

/**
 * The dependencies of every function.
 *
 * @param store the bucket
 * @param clock the time
 * @param lines where logs and metrics go
 * @param metricsNamespace CloudWatch's namespace of the metrics
 */
public record Surroundings(
    ObjectStore store, InstantSource clock, Lines lines, String metricsNamespace) {

  public Metrics metrics() {
    return new Metrics(metricsNamespace, lines, clock);
  }
}
