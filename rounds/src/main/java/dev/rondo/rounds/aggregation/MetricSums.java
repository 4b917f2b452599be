package dev.rondo.rounds.aggregation;

import dev.rondo.protocol.training.Evaluation;
import dev.rondo.protocol.training.Measurement;
import dev.rondo.protocol.training.Spread;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The sums of what clients measured of one version. They can be added in any order and grouping. No
 * value of a single client can be read from the sums of several, except the extremes.
 *
 * @param clients how many clients measured anything
 * @param examples sum of the examples on which they measured
 * @param metrics the sums by the names of the metrics, {@link #MOST_NAMES} at most
 */
public record MetricSums(int clients, long examples, SortedMap<String, MetricSum> metrics) {

  /** Names that are kept, at most: those that the most clients measured. */
  public static final int MOST_NAMES = Measurement.MOST_METRICS;

  /** Names that are in memory at once, whatever hostile clients invent. */
  private static final int MOST_IN_MEMORY = 1_024;

  public MetricSums {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  /** Of no client. */
  public static MetricSums none() {
    return new MetricSums(0, 0, new TreeMap<>());
  }

  /**
   * The sums of clients, none of them twice.
   *
   * @param clients what single clients measured
   * @param groups the sums of groups of other clients
   */
  public static MetricSums of(Stream<Measurement> clients, Collection<MetricSums> groups) {
    Sum sum = new Sum();
    clients.forEach(sum::add);
    groups.forEach(sum::add);
    return sum.end();
  }

  /**
   * The evaluation of the version: the metrics that at least half of the clients measured, so that
   * no single one invents a name. NaN and infinity are in it by their names alone.
   */
  public Evaluation evaluation() {
    Map<String, Double> means = new TreeMap<>();
    SortedMap<String, Spread> spread = new TreeMap<>();
    metrics.forEach(
        (name, sum) -> {
          if (2L * sum.measured() < clients) {
            return;
          }
          means.put(name, sum.mean());
          spread.put(
              name,
              new Spread(
                  sum.clients(),
                  sum.notFinite(),
                  sum.meanOfClients(),
                  sum.min().doubleValue(),
                  sum.max().doubleValue(),
                  sum.deviation()));
        });
    Evaluation evaluation = Evaluation.of(examples, means, List.of());
    return new Evaluation(
        evaluation.examples(),
        evaluation.metrics(),
        evaluation.notFinite(),
        evaluation.classAccuracy(),
        spread);
  }

  /** A sum that grows. For one thread. */
  static final class Sum {

    private int clients;
    private long examples;
    private final SortedMap<String, MetricSum> metrics = new TreeMap<>();

    /** Adds what one client measured. */
    void add(Measurement measured) {
      clients++;
      examples += measured.examples();
      measured
          .metrics()
          .forEach((name, value) -> add(name, MetricSum.of(measured.examples(), value)));
    }

    /** Adds the sums of other clients. */
    void add(MetricSums sums) {
      clients += sums.clients();
      examples += sums.examples();
      sums.metrics().forEach(this::add);
    }

    private void add(String name, MetricSum sum) {
      metrics.merge(name, sum, MetricSum::plus);
      if (metrics.size() > MOST_IN_MEMORY) {
        keepMostMeasured();
      }
    }

    MetricSums end() {
      keepMostMeasured();
      return new MetricSums(clients, examples, metrics);
    }

    private void keepMostMeasured() {
      if (metrics.size() > MOST_NAMES) {
        Comparator<Map.Entry<String, MetricSum>> order =
            Comparator.comparingInt(
                (Map.Entry<String, MetricSum> entry) -> -entry.getValue().measured());
        List<String> kept =
            metrics.entrySet().stream()
                .sorted(order.thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_NAMES)
                .map(Map.Entry::getKey)
                .toList();
        metrics.keySet().retainAll(Set.copyOf(kept));
      }
    }
  }
}
